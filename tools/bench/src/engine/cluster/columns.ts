import type { Shape } from './family.ts'

/** Where a column stands: how many steps of how many seconds, from which one on it exists, and where its target restarts. */
export interface Course {
  steps: number
  stepSeconds: number
  restartStep: number | undefined
  random: () => number
}

/** mulberry32: numbers from 0 to 1 that are the same for the same seed. */
export function repeatableRandom(seed: number): () => number {
  let state = seed | 0
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }
}

/** The values of a counter, gauge or constant at every step. */
export function plainColumn(shape: Exclude<Shape, { kind: 'histogram' }>, course: Course): Float64Array {
  switch (shape.kind) {
    case 'constant':
      return new Float64Array(course.steps).fill(shape.value)
    case 'gauge':
      return gaugeColumn(shape, course)
    case 'counter':
      return counterColumn(shape, course)
  }
}

/** One bucket of a histogram: its bound and its cumulative counts. */
interface Bucket {
  bound: number
  counts: Float64Array
}

export interface HistogramColumns {
  buckets: Bucket[]
  sums: Float64Array
  counts: Float64Array
}

/** All columns of a histogram: what is observed is spread log-logistically around a typical value that moves. */
export function histogramColumns(
  { perSecond, typical, bounds }: Extract<Shape, { kind: 'histogram' }>,
  course: Course,
): HistogramColumns {
  const observed = increments(perSecond, course).map(Math.round)
  const middles = Float64Array.from(observed, (_, step) => typical * swing(step, course, 0.5))
  const sums = accumulate(
    observed.map((count, step) => count * (middles[step] ?? 0) * 1.3),
    course,
  )
  const buckets = bounds.map((bound): Bucket => {
    const below = observed.map((count, step) => count * shareBelow(bound, middles[step] ?? 0))
    return { bound, counts: accumulate(below, course).map(Math.floor) }
  })
  const counts = accumulate(observed, course)
  return { buckets: [...buckets, { bound: Number.POSITIVE_INFINITY, counts }], sums, counts }
}

function shareBelow(bound: number, middle: number): number {
  return 1 / (1 + (middle / bound) ** 3)
}

function gaugeColumn({ level, swing: width, whole }: Extract<Shape, { kind: 'gauge' }>, course: Course): Float64Array {
  const values = new Float64Array(course.steps)
  for (let step = 0; step < values.length; step++) {
    const value = level + width * (swing(step, course, 0.8) - 1 + (course.random() - 0.5) * 0.2)
    values[step] = whole ? Math.max(0, Math.round(value)) : Number(value.toPrecision(6))
  }
  return values
}

function counterColumn({ perSecond, whole }: Extract<Shape, { kind: 'counter' }>, course: Course): Float64Array {
  const values = accumulate(increments(perSecond * (0.5 + course.random()), course), course)
  return values.map((value) => (whole ? Math.floor(value) : Math.round(value * 100) / 100))
}

/** How much is counted from step to step; the day has its busy and its quiet hours. */
function increments(perSecond: number, course: Course): Float64Array {
  const values = new Float64Array(course.steps)
  for (let step = 0; step < values.length; step++) {
    values[step] = perSecond * course.stepSeconds * swing(step, course, 0.3) * (0.9 + 0.2 * course.random())
  }
  return values
}

function accumulate(values: Float64Array, { restartStep }: Course): Float64Array {
  let total = 0
  return values.map((value, step) => {
    if (step === restartStep) total = 0
    total += value
    return total
  })
}

/** Between 1 - width and 1 + width over a day. */
function swing(step: number, { stepSeconds }: Course, width: number): number {
  return 1 + width * Math.sin((2 * Math.PI * step * stepSeconds) / 86_400)
}
