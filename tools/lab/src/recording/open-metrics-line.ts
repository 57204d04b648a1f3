/** What `promtool tsdb dump` prints: all labels in byte order, the name among them, then a value and milliseconds. */
const dumped = /^\{(.*)\} (\S+) (-?\d+)$/s
const label = /([^\s=,]+)=("(?:[^"\\]|\\.)*")/g
const classicName = /^[a-zA-Z_:][a-zA-Z0-9_:]*$/

/**
 * A line of `promtool tsdb dump` as OpenMetrics writes it, or undefined when its name is none of `families` or it is no
 * sample of a float. Staleness markers stay the plain NaN that promtool writes.
 */
export function openMetricsLine(line: string, families: ReadonlySet<string>): string | undefined {
  const [, labels = '', value, milliseconds] = dumped.exec(line) ?? []
  if (value === undefined) return undefined
  let name = ''
  const pairs: string[] = []
  for (const [pair, key, quoted = ''] of labels.matchAll(label)) {
    // Labels that begin with a capital, as a peer's To, stand before the name.
    if (key === '__name__') name = quoted.slice(1, -1)
    else pairs.push(pair)
  }
  if (!families.has(name) || !classicName.test(name)) return undefined
  return `${name}{${pairs.join(',')}} ${value} ${(Number(milliseconds) / 1000).toFixed(3)}`
}
