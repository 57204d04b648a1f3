export { type Detection, detectAnomalies } from './anomaly/detect.ts'
export { createDetector, type Detector, type Gap, type Judged } from './anomaly/detector.ts'
export { explainAlert } from './anomaly/explain.ts'
export type { Alert, Rest } from './anomaly/incidents.ts'
export {
  type AnomalyDirection,
  type AnomalyMethod,
  anomalyDirections,
  anomalyMethods,
  type DetectOptions,
  defaultThresholds,
} from './anomaly/options.ts'
export type { Band, ViewName } from './anomaly/view.ts'
export {
  type AttributeOptions,
  type Attribution,
  attribute,
  type LabelAttribution,
  type LabelledColumn,
  type LabelValue,
} from './change/attribute.ts'
export { slope } from './change/change.ts'
export { boundary, type ChangePoint, pettitt } from './change/change-point.ts'
export { type ChangeCharacter, type CharacterOptions, characterizeChange } from './change/characterize-change.ts'
export {
  type ChangeMethod,
  type ChangePointOptions,
  type ChangePoints,
  changeMethods,
  detectChangePoints,
} from './change/detect-change-points.ts'
export type { ChangeDirection, LevelChange, Segment } from './change/level-change.ts'
export type { Interval, Level } from './change/levels.ts'
export { mannWhitney, type RankTest } from './change/mann-whitney.ts'
export type { Onset } from './change/onset.ts'
export {
  type ChangePair,
  type ChangeRanking,
  falseDiscoveryRates,
  type RankedChange,
  type RankOptions,
  rankChanges,
} from './change/rank-changes.ts'
export type { ChangeShape } from './change/shape.ts'
export type { Sureness } from './change/sureness.ts'
export { type CorrelateOptions, type Correlation, correlate } from './correlate/correlate.ts'
export { logGamma, regularizedBeta } from './distribution/beta.ts'
export { normalCdf, normalQuantile, normalTwoSided } from './distribution/normal.ts'
export { studentTCdf, studentTQuantile, studentTTwoSided } from './distribution/student-t.ts'
export { type FleetOptions, type FleetOutliers, fleetOutliers } from './fleet/outliers.ts'
export type { Backtest } from './forecast/backtest.ts'
export { type Crossing, crossing } from './forecast/crossing.ts'
export { type Forecast, type ForecastOptions, forecast } from './forecast/forecast.ts'
export { type ForecastMethod, forecastMethods } from './forecast/methods.ts'
export {
  type AsofDirection,
  type AsofJoined,
  type AsofOptions,
  asofDirections,
  asofJoin,
} from './join/asof-join.ts'
export { joinMany } from './join/join-many.ts'
export { type JoinedTimes, type JoinHow, joinTimes, joinWays, take } from './join/join-times.ts'
export { innerJoin, type Joined, leftJoin, outerJoin, rightJoin } from './join/join-two.ts'
export { type DuplicateHow, duplicateWays, type Ordered, orderSamples } from './join/order-samples.ts'
export { countBeyond, firstBeyond, latestRunStart, type Side, shareBeyond } from './limit.ts'
export { increase, increases, type MovingRates, movingRates, rate, rates } from './rate/rate.ts'
export { type Aggregate, aggregates } from './resample/aggregate.ts'
export { dayBuckets } from './resample/day-buckets.ts'
export { type FillHow, fill, fillWays } from './resample/fill.ts'
export { type Resampled, type ResampleOptions, resample } from './resample/resample.ts'
export type { Samples } from './samples.ts'
export { type Character, characterOf } from './summary/character.ts'
export { type Figures, figuresOf } from './summary/figures.ts'
export { createQuantileSketch, type QuantileSketch } from './summary/quantile-sketch.ts'
export { normalMad, type RobustScale, robustScale, type ScaleBasis, type ScaleParts, scaleOf } from './summary/scale.ts'
export { selectDistance, selectQuantile } from './summary/select.ts'
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
} from './summary/summary.ts'
export { newValueScore, type RobustZOptions, robustZScores, type ZScores, zScores } from './summary/z-scores.ts'
export { createRangeWindow, type RangeWindow, type RangeWindowOptions } from './window/range-window.ts'
export { type RollingMedianMad, rollingMedianMad, rollingZ } from './window/rolling.ts'
export { createSortedWindow, type SortedWindow } from './window/sorted-window.ts'
