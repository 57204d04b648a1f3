/** A function with arguments beyond which it could reach elsewhere; it counts only where it is called by name. */
export type FluxArguments = readonly string[]

/**
 * The packages that a script may import: each only computes, or reads what `from` reads. `members` is given where others of the
 * same package do more.
 */
export const fluxPackages: Readonly<Record<string, { why: string; members?: readonly string[] }>> = {
  array: { why: 'tables from literals, and functions of arrays' },
  bitwise: { why: 'functions of integers' },
  'contrib/tomhollander/aggregates': { why: 'aggregates of columns' },
  'contrib/anaisdg/statsmodels': { why: 'linear regression' },
  date: { why: 'functions of times' },
  dict: { why: 'functions of dictionaries' },
  'experimental/aggregate': { why: 'rates by window' },
  'experimental/bitwise': { why: 'functions of integers' },
  'experimental/query': { why: 'shortcuts over from and filter', members: ['filterMeasurement', 'filterFields'] },
  generate: { why: 'rows made by a function', members: ['from'] },
  hex: { why: 'numbers as text' },
  'influxdata/influxdb': {
    why: 'the reading ones of what is also known without an import',
    members: ['from', 'buckets', 'cardinality'],
  },
  'influxdata/influxdb/schema': { why: 'names of measurements, fields and tags' },
  interpolate: { why: 'points between points', members: ['linear'] },
  join: { why: 'tables beside each other' },
  json: { why: 'values as text', members: ['encode'] },
  math: { why: 'functions of numbers' },
  regexp: { why: 'functions of texts' },
  strings: { why: 'functions of texts' },
  timezone: { why: 'places and offsets of time' },
  types: { why: 'the type of a value' },
}

/** Functions of those packages that take more than they may be given. */
export const fluxMemberArguments: Readonly<Record<string, FluxArguments>> = {
  'influxdata/influxdb.from': ['bucket', 'bucketID'],
  'influxdata/influxdb.buckets': [],
  'influxdata/influxdb.cardinality': ['bucket', 'bucketID', 'start', 'stop', 'predicate'],
}

/** Known without an import, but able to reach another server with `host` and `token`. */
export const fluxSources: Readonly<Record<string, FluxArguments>> = {
  from: ['bucket', 'bucketID'],
  buckets: [],
  cardinality: ['bucket', 'bucketID', 'start', 'stop', 'predicate'],
}

/** What is known without an import and only computes. */
export const fluxUniverse: readonly string[] = `
  true false inf now time today bool bytes duration float int string uint length contains display die
  range filter map reduce group window aggregateWindow limit tail first last min max top bottom unique distinct sample
  sort columns keep drop duplicate rename set fill pivot join union yield keys keyValues
  count sum mean median mode quantile stddev spread skew integral covariance pearsonr cov
  cumulativeSum derivative difference increase elapsed exponentialMovingAverage movingAverage timedMovingAverage
  doubleEMA tripleEMA tripleExponentialDerivative kaufmansAMA kaufmansER chandeMomentumOscillator relativeStrengthIndex
  holtWinters histogram histogramQuantile stateCount stateDuration stateTracking timeShift timeWeightedAvg truncateTimeColumn
  highestAverage highestCurrent highestMax lowestAverage lowestCurrent lowestMin hourSelection
  toBool toDuration toFloat toInt toString toTime toUInt
  findColumn findRecord getColumn getRecord tableFind linearBins logarithmicBins
`
  .trim()
  .split(/\s+/)

/** Options that change how times are read, and nothing else. */
export const fluxOptions: readonly string[] = ['now', 'location']
