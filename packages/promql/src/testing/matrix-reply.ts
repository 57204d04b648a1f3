import fc from 'fast-check'

/** A range reply in the form in which servers write it, as its text. */
export interface MatrixSeriesText {
  metric: Record<string, string>
  /** Timestamps as JSON numbers and values as the texts between quotes. */
  values: [time: string, value: string][] | undefined
  histograms?: string | undefined
}

export function matrixText(series: readonly MatrixSeriesText[], tail = '}}', head = '{"status":"success",'): string {
  const one = ({ metric, values, histograms }: MatrixSeriesText) => {
    const points = values?.map(([time, value]) => `[${time},"${value}"]`).join(',')
    return [
      `{"metric":${JSON.stringify(metric)}`,
      ...(points === undefined ? [] : [`"values":[${points}]`]),
      ...(histograms === undefined ? [] : [`"histograms":${histograms}`]),
    ].join(',')
  }
  const result = series.map((each) => `${one(each)}}`).join(',')
  return `${head}"data":{"resultType":"matrix","result":[${result}]${tail}`
}

/** Any double as servers print it, and texts of up to 25 digits that no double prints as. */
export const valueText = fc.oneof(
  { weight: 4, arbitrary: fc.double({ noDefaultInfinity: true, noNaN: true }).map(printed) },
  { weight: 4, arbitrary: fc.double({ min: -1e6, max: 1e6, noNaN: true }).map(printed) },
  { weight: 2, arbitrary: fc.maxSafeInteger().map(String) },
  {
    weight: 4,
    arbitrary: fc
      .tuple(fc.constantFrom('', '-'), fc.stringMatching(/^\d{1,20}$/), fc.stringMatching(/^(\.\d{1,25})?$/))
      .map((parts) => parts.join('')),
  },
  { weight: 1, arbitrary: fc.constantFrom('NaN', '+Inf', '-Inf', '-0', '0', '1e-07', '1.5e+22', '-2.5E3') },
)

/** As Go does: no exponent between 1e-6 and 1e21, `-0` kept. */
function printed(value: number): string {
  if (Object.is(value, -0)) return '-0'
  return String(value)
}

const metric = fc.dictionary(fc.string({ unit: 'grapheme' }), fc.string({ unit: 'grapheme' }), { maxKeys: 5 })

const values = fc.array(fc.tuple(fc.integer({ min: 1, max: 100_000 }), valueText), { maxLength: 40 }).map((steps) => {
  let milliseconds = 1_700_000_000_000
  return steps.map(([step, value]): [string, string] => {
    milliseconds += step
    return [String(milliseconds / 1000), value]
  })
})

const histograms = fc.constantFrom(
  undefined,
  undefined,
  '[]',
  '[[1435781430.781,{"count":"60","sum":"33.5","buckets":[[0,"1","2","7"],[3,"-0.5","0.5","1"]]}],[1435781431,{"count":"1","sum":"NaN"}]]',
)

export const matrixSeries = fc.array(fc.record({ metric, values: fc.option(values, { nil: undefined }), histograms }), {
  maxLength: 6,
})
