import { z } from 'zod'
import type { HistogramSample, Labels, Series } from '../source.ts'
import { parseSampleValue } from './sample-value.ts'

/** Label sets are checked in place and never copied: there is one for every series. */
export function isLabels(value: unknown): value is Labels {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return false
  return Object.values(value).every((label) => typeof label === 'string')
}

export const labels = z.custom<Labels>(isLabels, 'expected an object of strings')

const number = z.string().transform((text, context) => {
  const value = parseSampleValue(text)
  if (value !== undefined) return value
  context.addIssue('expected a sample value')
  return z.NEVER
})

const sample = z.tuple([z.number(), number])

const histogramSample = z
  .tuple([
    z.number(),
    z.object({
      count: number,
      sum: number,
      buckets: z.array(z.tuple([z.number(), number, number, number])).optional(),
    }),
  ])
  .transform(([time, { count, sum, buckets }]): HistogramSample => ({ time, count, sum, buckets: buckets ?? [] }))

/** The `histograms` of one series: native histogram samples in ascending time. */
export const histogramSamples = z
  .array(histogramSample)
  .refine(
    (samples) => samples.every(({ time }, index) => index === 0 || time > (samples[index - 1]?.time ?? time)),
    'expected ascending times',
  )

const samples = z
  .array(sample)
  .refine(
    (all) => all.every(([time], index) => index === 0 || time > (all[index - 1]?.[0] ?? time)),
    'expected ascending times',
  )

type Sample = z.infer<typeof sample>

function toSeries(
  ofLabels: Labels,
  points: readonly Sample[],
  histograms: readonly HistogramSample[] | undefined,
): Series {
  const columns = {
    labels: ofLabels,
    times: Float64Array.from(points, ([time]) => time),
    values: Float64Array.from(points, ([, value]) => value),
  }
  return histograms === undefined || histograms.length === 0 ? columns : { ...columns, histograms }
}

const matrixSeries = z
  .object({ metric: labels, values: samples.optional(), histograms: histogramSamples.optional() })
  .transform(({ metric, values, histograms }) => toSeries(metric, values ?? [], histograms))

const vectorSeries = z
  .object({ metric: labels, value: sample.optional(), histogram: histogramSample.optional() })
  .transform(({ metric, value, histogram }) =>
    toSeries(metric, value === undefined ? [] : [value], histogram === undefined ? undefined : [histogram]),
  )

const scalar = sample.transform((point) => [toSeries({}, [point], undefined)])

// A frame holds numbers, so the text of a string result travels as a label.
const text = z
  .tuple([z.number(), z.string()])
  .transform(([time, value]) => [toSeries({ value }, [[time, Number.NaN]], undefined)])

/** `data` of a query reply, of any result type, as series. */
export const queryResult = z
  .discriminatedUnion('resultType', [
    z.object({ resultType: z.literal('matrix'), result: z.array(matrixSeries) }),
    z.object({ resultType: z.literal('vector'), result: z.array(vectorSeries) }),
    z.object({ resultType: z.literal('scalar'), result: scalar }),
    z.object({ resultType: z.literal('string'), result: text }),
  ])
  .transform(({ result }): readonly Series[] => result)
