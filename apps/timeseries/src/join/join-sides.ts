import {
  type Aggregate,
  asofJoin,
  type FillHow,
  fill,
  type Joined,
  type JoinHow,
  joinMany,
  joinTimes,
  orderSamples,
  resample,
  type Samples,
  take,
} from '@ocp-perf/stats'

/** One side of a join: the series of one source. */
type Side = readonly Samples[]

export interface JoinRequest {
  /** `asof` gives each time of the left side the latest value of the right one before it. */
  how: JoinHow | 'asof'
  /** Seconds of a bucket; without it points are joined as they are. */
  step: number | undefined
  aggregate: Aggregate
  /** Of `asof`: how old a value of the right side may be, in seconds. */
  tolerance: number
  fill: FillHow
  /** Days begin at midnight there, for steps of whole days. */
  zone: string | undefined
}

/** Two sides as one table, and how well they met. */
export interface JoinedSides extends Joined {
  /** Columns of the left side, which stand first. */
  left: number
  /** Rows with a value of both sides, of the left alone, of the right alone: before anything was filled. */
  both: number
  leftOnly: number
  rightOnly: number
  /** Points that came after a later one, and that shared their time with another one. */
  reordered: number
  merged: number
}

/** Joins the series of two sides by time: each side is put into buckets and made one table, and the tables are joined. */
export function joinSides(left: Side, right: Side, request: JoinRequest): JoinedSides {
  const [one, other] = [prepare(left, request), prepare(right, request)]
  const joined = request.how === 'asof' ? joinAsof(one, other, request.tolerance) : joinByTime(one, other, request.how)
  return {
    times: joined.times,
    columns: joined.columns.map((column) => fill(joined.times, column, request.fill)),
    left: one.columns.length,
    ...countMet(joined, one.columns.length),
    reordered: one.reordered + other.reordered,
    merged: one.merged + other.merged,
  }
}

interface Prepared extends Joined {
  reordered: number
  merged: number
}

/** A side as one table: its own series meet at every time that any of them has. */
function prepare(side: Side, { step, aggregate, zone }: JoinRequest): Prepared {
  let [reordered, merged] = [0, 0]
  const series = side.map((samples): Samples => {
    const ordered = orderSamples(samples)
    reordered += ordered.reordered
    merged += ordered.merged
    if (step === undefined) return ordered.samples
    const { times, columns } = resample(ordered.samples, { step, zone, aggregates: [aggregate] })
    return { times, values: columns[aggregate] }
  })
  return { ...joinMany(series, 'outer'), reordered, merged }
}

function joinByTime(one: Joined, other: Joined, how: JoinHow): Joined {
  const { times, left, right } = joinTimes(one.times, other.times, how)
  return {
    times,
    columns: [
      ...one.columns.map((column) => take(column, left)),
      ...other.columns.map((column) => take(column, right)),
    ],
  }
}

function joinAsof(one: Joined, other: Joined, tolerance: number): Joined {
  const base = { times: one.times, values: one.times }
  const found = other.columns.map(
    (values) => asofJoin(base, { times: other.times, values }, { tolerance, direction: 'backward' }).values,
  )
  return { times: one.times, columns: [...one.columns, ...found] }
}

function countMet({ times, columns }: Joined, left: number): Pick<JoinedSides, 'both' | 'leftOnly' | 'rightOnly'> {
  let [both, leftOnly, rightOnly] = [0, 0, 0]
  const [ofLeft, ofRight] = [columns.slice(0, left), columns.slice(left)]
  for (let row = 0; row < times.length; row++) {
    const hasLeft = ofLeft.some((column) => !Number.isNaN(column[row] ?? Number.NaN))
    const hasRight = ofRight.some((column) => !Number.isNaN(column[row] ?? Number.NaN))
    if (hasLeft && hasRight) both++
    else if (hasLeft) leftOnly++
    else if (hasRight) rightOnly++
  }
  return { both, leftOnly, rightOnly }
}
