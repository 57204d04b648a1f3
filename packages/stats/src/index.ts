export { increase, slope } from './change/change.ts'
export { boundary, type ChangePoint, pettitt } from './change/change-point.ts'
export { countBeyond, firstBeyond, latestRunStart, type Side, shareBeyond } from './limit.ts'
export {
  type Column,
  count,
  interpolate,
  last,
  lastTime,
  mad,
  max,
  mean,
  min,
  p50,
  p95,
  p99,
  quantile,
  quantiles,
  sortedSamples,
} from './summary.ts'
