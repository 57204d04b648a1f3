const shape = /^(\d{4}-\d\d-\d\d)[T ](\d\d:\d\d:\d\d)(\.\d+)?(Z|[+-]\d\d:\d\d)?$/

/**
 * Unix seconds of an RFC 3339 time, to the fraction of a microsecond that a double holds; without a zone, as 3.x writes its
 * times, it is UTC. `undefined` for anything else.
 */
export function unixSeconds(text: string): number | undefined {
  const [, day, time, fraction = '', zone = 'Z'] = shape.exec(text) ?? []
  if (day === undefined || time === undefined) return undefined
  const whole = Date.parse(`${day}T${time}${zone}`)
  return Number.isNaN(whole) ? undefined : whole / 1000 + Number(`0${fraction}`)
}
