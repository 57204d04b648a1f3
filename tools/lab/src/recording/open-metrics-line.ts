/** What `promtool tsdb dump` prints: the name as one of the labels, then a value and milliseconds. */
const dumped = /^\{(.*)\} (\S+) (-?\d+)$/s
const label = /([^\s=,]+)=("(?:[^"\\]|\\.)*")/g
const classicName = /^"[a-zA-Z_:][a-zA-Z0-9_:]*"$/

/**
 * A line of `promtool tsdb dump` as OpenMetrics writes it, or undefined when its name is none of `families` or it is no
 * sample of a float. Staleness markers stay the plain NaN that promtool writes.
 */
export function openMetricsLine(line: string, families: ReadonlySet<string>): string | undefined {
  const [, labels, value, milliseconds] = dumped.exec(line) ?? []
  if (labels === undefined || value === undefined) return undefined
  let name = ''
  const pairs: string[] = []
  for (const [pair, key, quoted = ''] of labels.matchAll(label)) {
    // Labels stand in the order of their bytes, so one that begins with a capital comes before the name.
    if (key === '__name__') name = classicName.test(quoted) ? quoted.slice(1, -1) : ''
    else pairs.push(pair)
  }
  if (!families.has(name)) return undefined
  return `${name}{${pairs.join(',')}} ${value} ${(Number(milliseconds) / 1000).toFixed(3)}`
}
