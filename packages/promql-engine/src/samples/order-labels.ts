import type { Labels } from '@ocp-perf/promql'

/**
 * Label sets in Prometheus' order: names and values in turn, by their bytes, a set before those that it begins. Returns
 * the sets' places in that order.
 */
export function orderByLabels(sets: readonly Labels[]): number[] {
  // Most sets have the names of the one before, whose order then need not be found again.
  let written: readonly string[] = []
  let ordered: readonly string[] = []
  const texts = sets.map((labels) => {
    const names = Object.keys(labels)
    if (!areSame(names, written)) {
      written = names
      ordered = names.toSorted(compareText)
    }
    const pairs: string[] = []
    for (const name of ordered) pairs.push(name, labels[name] ?? '')
    return pairs
  })
  return sets.map((_, place) => place).sort((a, b) => compareTexts(texts[a] ?? [], texts[b] ?? []))
}

function compareTexts(a: readonly string[], b: readonly string[]): number {
  const shorter = Math.min(a.length, b.length)
  for (let index = 0; index < shorter; index++) {
    const order = compareText(a[index] ?? '', b[index] ?? '')
    if (order !== 0) return order
  }
  return a.length - b.length
}

function areSame(a: readonly string[], b: readonly string[]): boolean {
  return a.length === b.length && a.every((text, index) => text === b[index])
}

const firstSurrogate = 0xd800

/** As the UTF-8 bytes of both compare: by code point, where strings compare by UTF-16 unit. */
function compareText(a: string, b: string): number {
  if (a === b) return 0
  const shorter = Math.min(a.length, b.length)
  for (let index = 0; index < shorter; index++) {
    const left = a.charCodeAt(index)
    const right = b.charCodeAt(index)
    if (left === right) continue
    if (left < firstSurrogate || right < firstSurrogate) return left - right
    return (a.codePointAt(index) ?? left) - (b.codePointAt(index) ?? right)
  }
  return a.length - b.length
}
