/** Values that have no decimal form, as Prometheus and VictoriaMetrics spell them. */
const namedValues: ReadonlyMap<string, number> = new Map([
  ['NaN', Number.NaN],
  ['+Inf', Number.POSITIVE_INFINITY],
  ['Inf', Number.POSITIVE_INFINITY],
  ['-Inf', Number.NEGATIVE_INFINITY],
])

const decimalForm = /^[+-]?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?$/

/** A sample value as the API writes it, for example "0.25", "1e-07" or "+Inf"; undefined for any other text. */
export function parseSampleValue(text: string): number | undefined {
  // Number() alone would read "" as 0 and "0x10" as 16.
  return decimalForm.test(text) ? Number(text) : namedValues.get(text)
}
