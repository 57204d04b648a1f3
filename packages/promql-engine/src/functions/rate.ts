import type { FunctionSpec, SampleWindow, WindowContext } from './function-spec.ts'

// A gap at the window's edge that is wider than this many average intervals is taken for the series' beginning or end.
const extrapolationLimit = 1.1

const counterSuffixes = ['_total', '_sum', '_count', '_bucket'] as const

/** How a window's first and last samples are made into an increase over all of it. */
interface Extrapolation {
  /** Falls are resets to zero, and the increase never reaches back to before zero. */
  counter: boolean
  perSecond: boolean
}

/** Functions of how fast a series grows. */
export const rateFunctions: readonly FunctionSpec[] = [
  extrapolating('rate', { counter: true, perSecond: true }),
  extrapolating('increase', { counter: true, perSecond: false }),
  extrapolating('delta', { counter: false, perSecond: false }),
  {
    name: 'irate',
    args: ['matrix'],
    returns: 'vector',
    implementation: { kind: 'window', apply: instantRate },
  },
  {
    name: 'idelta',
    args: ['matrix'],
    returns: 'vector',
    implementation: { kind: 'window', apply: ({ values, from, to }) => lastDifference(values, from, to) },
  },
]

function extrapolating(name: string, extrapolation: Extrapolation): FunctionSpec {
  return {
    name,
    args: ['matrix'],
    returns: 'vector',
    implementation: {
      kind: 'window',
      apply: (window, _scalars, context) => {
        if (window.to - window.from < 2) return undefined
        if (extrapolation.counter) noteGauge(context)
        return extrapolated(window, extrapolation)
      },
    },
  }
}

// Windows of one metric come after one another, so most are asked about the name that was judged last.
let knownCounter: string | undefined

function noteGauge({ metricName, annotate, place }: WindowContext): void {
  if (metricName === knownCounter || metricName === undefined || metricName === '') return
  if (counterSuffixes.some((suffix) => metricName.endsWith(suffix))) {
    knownCounter = metricName
    return
  }
  const name = JSON.stringify(metricName)
  annotate('info', `metric might not be a counter, name does not end in _total/_sum/_count/_bucket: ${name}`, place)
}

/** The growth between the first and the last of at least two samples, drawn out to the edges of the window. */
function extrapolated(window: SampleWindow, { counter, perSecond }: Extrapolation): number {
  const { times, values, from, to, start, end } = window
  const first = values[from] ?? Number.NaN
  const firstTime = times[from] ?? Number.NaN
  const lastTime = times[to - 1] ?? Number.NaN
  let growth = (values[to - 1] ?? Number.NaN) - first
  if (counter) growth += lostInResets(values, from, to)

  const sampled = (lastTime - firstTime) / 1000
  const average = sampled / (to - from - 1)
  let before = (firstTime - start) / 1000
  let after = (end - lastTime) / 1000
  if (before >= average * extrapolationLimit) before = average / 2
  if (after >= average * extrapolationLimit) after = average / 2
  // A counter that grew like this was zero so long before its first sample, and it did not exist earlier.
  if (counter && growth > 0 && first >= 0) before = Math.min(before, sampled * (first / growth))

  const factor = (sampled + before + after) / sampled
  return growth * (perSecond ? factor / ((end - start) / 1000) : factor)
}

/** What a counter had reached before each fall. */
function lostInResets(values: Float64Array, from: number, to: number): number {
  let lost = 0
  let previous = values[from] ?? Number.NaN
  for (let index = from + 1; index < to; index++) {
    const value = values[index] ?? Number.NaN
    if (value < previous) lost += previous
    previous = value
  }
  return lost
}

function instantRate({ times, values, from, to }: SampleWindow): number | undefined {
  const difference = lastDifference(values, from, to)
  if (difference === undefined) return undefined
  const last = values[to - 1] ?? Number.NaN
  const seconds = ((times[to - 1] ?? Number.NaN) - (times[to - 2] ?? Number.NaN)) / 1000
  return (difference < 0 ? last : difference) / seconds
}

function lastDifference(values: Float64Array, from: number, to: number): number | undefined {
  return to - from < 2 ? undefined : (values[to - 1] ?? Number.NaN) - (values[to - 2] ?? Number.NaN)
}
