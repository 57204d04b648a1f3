/** Series as `promtool query` prints them: the value of a label → points. */
export type Printed = ReadonlyMap<string, readonly { time: number; value: number }[]>

/**
 * Reads what `promtool query range` prints: a line `{instance="m1"} =>` and then a line `0.5 @[1700000000]` a point.
 * Series are told apart by the label that is asked for.
 */
export function readPromtool(text: string, label: string): Printed {
  const series = new Map<string, { time: number; value: number }[]>()
  let points: { time: number; value: number }[] = []
  for (const line of text.split('\n')) {
    const [, labels] = /^(?:\w*)(\{.*\}) =>/.exec(line) ?? []
    if (labels !== undefined) {
      points = []
      series.set(new RegExp(`${label}="([^"]*)"`).exec(labels)?.[1] ?? '', points)
    }
    const [, value, time] = /(\S+) @\[(\d+(?:\.\d+)?)\]\s*$/.exec(line) ?? []
    if (value !== undefined) points.push({ time: Number(time), value: Number(value) })
  }
  return series
}
