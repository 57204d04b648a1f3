import { type Labels, labelsKey } from '@ocp-perf/promql'
import { dropLabels, withLabels } from '../evaluate/operators/labels.ts'
import type { Value, VectorSeries, VectorValue } from '../evaluate/value.ts'
import { labelOf, metricName } from '../samples/label-of.ts'
import type { Place } from '../syntax/ast.ts'
import { scalarAt, textAt, vectorAt } from './arguments.ts'
import { addBucket, type Buckets, bucketFraction, bucketQuantile, parseBound } from './buckets.ts'
import { formatLabelNumber } from './format-number.ts'
import type { Annotate, CallContext, FunctionSpec } from './function-spec.ts'
import { invalidQuantile, isQuantile } from './spread.ts'

const documentation = 'https://prometheus.io/docs/prometheus/latest/querying/functions/#histogram_quantile'
const boundLabel = ['le']
const withoutBound = new Map([['le', '']])

/** Functions of classic histograms: of the series of each, told apart by `le`. */
export const histogramFunctions: readonly FunctionSpec[] = [
  {
    name: 'histogram_quantile',
    args: ['scalar', 'vector'],
    returns: 'vector',
    implementation: {
      kind: 'whole',
      apply: (args, context) => {
        const histograms = readHistograms(vectorAt(args, 1), context, 1)
        return { type: 'vector', series: quantiles(histograms, args, 0, context) }
      },
    },
  },
  {
    name: 'histogram_quantiles',
    args: ['vector', 'string', 'scalar', 'scalar'],
    repeats: true,
    returns: 'vector',
    implementation: { kind: 'whole', apply: severalQuantiles },
  },
  {
    name: 'histogram_fraction',
    args: ['scalar', 'scalar', 'vector'],
    returns: 'vector',
    implementation: {
      kind: 'whole',
      apply: (args, context) => {
        const [lower, upper] = [scalarAt(args, 0).values, scalarAt(args, 1).values]
        const histograms = readHistograms(vectorAt(args, 2), context, 2)
        const series = histograms.map((histogram) =>
          compute(histogram, (buckets, step) =>
            bucketFraction(lower[step] ?? Number.NaN, upper[step] ?? Number.NaN, buckets),
          ),
        )
        return { type: 'vector', series }
      },
    },
  },
]

/** The series of one histogram, by ascending bound; several may have the same one. */
interface Histogram {
  labels: Labels
  buckets: { bound: number; series: VectorSeries }[]
}

function readHistograms(vector: VectorValue, { annotate, args }: CallContext, argument: number): Histogram[] {
  const histograms = new Map<string, Histogram>()
  for (const series of vector.series) {
    if (!series.present.includes(1)) continue
    const bound = parseBound(labelOf(series.labels, 'le'))
    if (bound === undefined) {
      noteBadBound(series.labels, annotate, args[argument])
      continue
    }
    // Buckets of another name are another histogram, although the result has no name to tell them apart.
    const key = labelsKey(withLabels(series.labels, withoutBound))
    const histogram = histograms.get(key) ?? { labels: dropLabels(series.labels, boundLabel), buckets: [] }
    histogram.buckets.push({ bound, series })
    histograms.set(key, histogram)
  }
  for (const { buckets } of histograms.values())
    buckets.sort((a, b) => (a.bound < b.bound ? -1 : a.bound > b.bound ? 1 : 0))
  return [...histograms.values()]
}

function noteBadBound(labels: Labels, annotate: Annotate, place: Place | undefined): void {
  const name = labelOf(labels, metricName)
  const metric = name === '' ? '' : ` for metric name ${JSON.stringify(name)}`
  const message = `bucket label "le" is missing or has a malformed value of ${JSON.stringify(labelOf(labels, 'le'))}${metric}`
  if (place !== undefined) annotate('warning', message, place)
}

/** One value at each step at which the histogram has any bucket. */
function compute({ labels, buckets }: Histogram, of: (buckets: Buckets, step: number) => number): VectorSeries {
  const steps = buckets[0]?.series.values.length ?? 0
  const values = new Float64Array(steps)
  const present = new Uint8Array(steps)
  const there: Buckets = { bounds: [], counts: [] }
  for (let step = 0; step < steps; step++) {
    there.bounds.length = 0
    there.counts.length = 0
    for (const { bound, series } of buckets) {
      if (series.present[step] === 1) addBucket(there, bound, series.values[step] ?? Number.NaN)
    }
    if (there.bounds.length === 0) continue
    present[step] = 1
    values[step] = of(there, step)
  }
  return { labels, values, present }
}

function quantiles(
  histograms: readonly Histogram[],
  args: readonly Value[],
  argument: number,
  { args: expressions, annotate }: CallContext,
): VectorSeries[] {
  const { values: wanted } = scalarAt(args, argument)
  const place = expressions[argument]
  for (const q of new Set(wanted)) {
    if (!isQuantile(q) && place !== undefined) annotate('warning', invalidQuantile(q), place)
  }
  let repaired = false
  const series = histograms.map((histogram) =>
    compute(histogram, (buckets, step) => {
      const quantile = bucketQuantile(wanted[step] ?? Number.NaN, buckets)
      repaired ||= quantile.repaired
      return quantile.value
    }),
  )
  const input = expressions[1]
  if (repaired && input !== undefined) {
    annotate('info', `input to histogram_quantile needed to be fixed for monotonicity (see ${documentation})`, input)
  }
  return series
}

function severalQuantiles(args: readonly Value[], context: CallContext): Value {
  const label = textAt(args, 1)
  const histograms = readHistograms(vectorAt(args, 0), context, 0)
  let held = 0
  const series = args.slice(2).flatMap((_, index) => {
    const { values: wanted } = scalarAt(args, index + 2)
    const different = [...new Set(wanted)]
    // A quantile may be another at each step, and each makes a series of all steps.
    const room = histograms.length * different.length * wanted.length
    context.spend(room)
    held += room
    return quantiles(histograms, args, index + 2, context).flatMap((all) =>
      different.map((q) => labelled(all, label, q, wanted)),
    )
  })
  context.spend(-held)
  return { type: 'vector', series }
}

/** The label tells which quantile a point is; the points are those of the steps that ask for it. */
function labelled(
  { labels, values, present }: VectorSeries,
  label: string,
  q: number,
  wanted: Float64Array,
): VectorSeries {
  return {
    labels: withLabels(labels, new Map([[label, formatLabelNumber(q)]])),
    values,
    present: present.map((there, step) =>
      wanted[step] === q || (Number.isNaN(q) && Number.isNaN(wanted[step])) ? there : 0,
    ),
  }
}
