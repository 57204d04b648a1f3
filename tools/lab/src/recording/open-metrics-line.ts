/** What `promtool tsdb dump` prints: the name as the first label, then a value and milliseconds. */
const dumped = /^\{__name__="((?:[^"\\]|\\.)*)"(?:, )?(.*)\} (\S+) (-?\d+)$/s
const label = /([^\s=,]+)=("(?:[^"\\]|\\.)*")/g
const classicName = /^[a-zA-Z_:][a-zA-Z0-9_:]*$/

/**
 * A line of `promtool tsdb dump` as OpenMetrics writes it, or undefined when its name is none of `families` or it is no
 * sample of a float. Staleness markers stay the plain NaN that promtool writes.
 */
export function openMetricsLine(line: string, families: ReadonlySet<string>): string | undefined {
  const [, name = '', labels = '', value, milliseconds] = dumped.exec(line) ?? []
  if (value === undefined || !families.has(name) || !classicName.test(name)) return undefined
  const pairs = Array.from(labels.matchAll(label), ([, key, quoted]) => `${key}=${quoted}`)
  return `${name}{${pairs.join(',')}} ${value} ${(Number(milliseconds) / 1000).toFixed(3)}`
}
