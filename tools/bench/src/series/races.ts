import {
  type Aggregate,
  asofJoin,
  joinTimes,
  outerJoin,
  resample,
  robustZScores,
  rollingMedianMad,
  type Samples,
  take,
  type ZScores,
} from '@ocp-perf/stats'

/** What a side made: as many rows as columns are long, and what it counted on the way. */
export interface Made {
  rows: number
  counted?: number
  columns: readonly Float64Array[]
}

/** A question to both sides. */
export interface Race {
  label: string
  /** How many times faster than DuckDB with one thread. */
  atLeast: number
  ours(left: Samples, right: Samples): Made
  /**
   * Answers the number of rows, what was counted, and the sum of each column. That is the least that makes DuckDB work out its
   * result, and cheaper for it than to hand it over.
   */
  sql: string
  /** DuckDB takes too long for all points: both answers are compared over the first ones, and its time is multiplied. */
  slice?: number
}

/** What the statement of a race answers. Gaps count for nothing. */
export function figuresOf({ rows, counted, columns }: Made): number[] {
  return [rows, ...(counted === undefined ? [] : [counted]), ...columns.map(sumOf)]
}

const toleranceSeconds = 5
const bucketSeconds = 60
const width = 288
const bucketAggregates = ['mean', 'sum', 'max', 'min', 'count'] as const satisfies readonly Aggregate[]

/** Tables are `l` and `r`, as `openDuckDB` makes them. */
export const races: readonly Race[] = [
  {
    label: 'as-of join, backward, at most 5 s old',
    atLeast: 15,
    ours(left, right) {
      const { values, matched } = asofJoin(left, right, { tolerance: toleranceSeconds })
      return { rows: values.length, counted: matched, columns: [values] }
    },
    sql: `SELECT count(*), count(*) FILTER (l.t - r.t <= ${toleranceSeconds * 1000}),
        sum(r.v) FILTER (l.t - r.t <= ${toleranceSeconds * 1000})
      FROM l ASOF LEFT JOIN r ON l.t >= r.t`,
  },
  {
    label: 'robust z-scores, scale with its floor',
    atLeast: 5,
    ours: (left) => scored(robustZScores(left.values)),
    sql: `WITH s AS (SELECT median(v) m, mad(v) d, quantile_cont(v, [0.02, 0.98]) q FROM l),
        f AS (SELECT m, greatest(1.4826 * d, (q[2] - q[1]) / 4.1, abs(m) / 100) c FROM s)
      SELECT count(*), sum((v - m) / c) FROM l, f`,
  },
  {
    label: 'robust z-scores, MAD alone',
    atLeast: 5,
    ours: (left) => scored(robustZScores(left.values, { floor: false })),
    sql: `WITH s AS (SELECT median(v) m, 1.4826 * mad(v) c FROM l)
      SELECT count(*), sum((v - m) / c) FROM l, s`,
  },
  {
    label: 'buckets of 60 s, 5 aggregates of both, outer join',
    atLeast: 3,
    ours(left, right) {
      const options = { step: bucketSeconds, aggregates: bucketAggregates }
      const [one, other] = [resample(left, options), resample(right, options)]
      const joined = joinTimes(one.times, other.times, 'outer')
      const columns = [
        ...bucketAggregates.map((name) => take(one.columns[name], joined.left)),
        ...bucketAggregates.map((name) => take(other.columns[name], joined.right)),
      ]
      return { rows: joined.times.length, columns }
    },
    sql: `SELECT count(*), ${['x', 'y'].flatMap((side) => bucketAggregates.map((name) => `sum(${side}.${name})`)).join(', ')}
      FROM (${bucketsOf('l')}) x FULL OUTER JOIN (${bucketsOf('r')}) y USING (k)`,
  },
  {
    label: 'outer join of raw points',
    atLeast: 2,
    ours(left, right) {
      const { times, columns } = outerJoin(left, right)
      return { rows: times.length, columns }
    },
    sql: 'SELECT count(*), sum(l.v), sum(r.v) FROM l FULL OUTER JOIN r USING (t)',
  },
  {
    label: `rolling median and MAD, ${width} samples`,
    atLeast: 20,
    slice: 10_000,
    ours(left) {
      const { median, mad } = rollingMedianMad(left.values, width)
      return { rows: median.length, columns: [median, mad] }
    },
    sql: `SELECT count(*), sum(m), sum(d) FROM (
        SELECT median(v) OVER w m, mad(v) OVER w d FROM slice
        WINDOW w AS (ORDER BY t ROWS BETWEEN ${width - 1} PRECEDING AND CURRENT ROW))`,
  },
]

function bucketsOf(table: string): string {
  return `SELECT t // ${bucketSeconds * 1000} AS k, avg(v) "mean", sum(v) "sum", max(v) "max", min(v) "min", count(*) "count"
    FROM ${table} GROUP BY k`
}

function scored({ scores }: ZScores): Made {
  return { rows: scores.length, columns: [scores] }
}

function sumOf(column: Float64Array): number {
  let sum = 0
  for (let index = 0; index < column.length; index++) {
    const value = column[index] ?? Number.NaN
    if (!Number.isNaN(value)) sum += value
  }
  return sum
}
