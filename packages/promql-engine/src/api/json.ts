import type { Labels } from '@ocp-perf/promql'

const delicate = /[<>&\u2028\u2029]/g

/** JSON as Go writes it: what HTML or a script could take for its own is escaped. */
export function toJson(value: unknown): string {
  return JSON.stringify(value).replace(delicate, (character) => {
    return `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`
  })
}

/** A label set as Prometheus writes it, in the order of the names. */
export function labelsToJson(labels: Labels): string {
  const names = Object.keys(labels).sort()
  return `{${names.map((name) => `${toJson(name)}:${toJson(labels[name])}`).join(',')}}`
}
