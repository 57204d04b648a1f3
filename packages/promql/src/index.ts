export { type Coalescer, createCoalescer, type Flight } from './client/coalesce.ts'
export { type Connection, openConnection } from './client/connection.ts'
export type { PromFetch, PromFetchInit, PromFetchResponse } from './client/fetch.ts'
export { networkFailure } from './client/network-failure.ts'
export type { Failure, Outcome } from './client/outcome.ts'
export { createPool } from './client/pool.ts'
export { createPromClient, type PromClientOptions } from './client/prom-client.ts'
export { createRedactor } from './client/redact.ts'
export { withRetries } from './client/retry.ts'
export { trustedCertificates } from './client/trusted-certificates.ts'
export { untilAborted } from './client/until-aborted.ts'
export { decodeMatrix } from './decode/decode-matrix.ts'
export type { PromEndpoint, TlsOptions } from './endpoint.ts'
export { emptyFrame, labelsKey } from './frame.ts'
export { durationSeconds, formatDuration } from './query/duration.ts'
export { durationOf } from './query/duration-expression.ts'
export {
  defaultQueryLimits,
  type GuardedQuery,
  type GuardOptions,
  guardQuery,
  type QueryLimits,
} from './query/guard-query.ts'
export { metricNames, type ParsedQuery, type ParsedSelector, parseQuery, type Subquery } from './query/parse-query.ts'
export { parseTree } from './query/parse-tree.ts'
export { readMatchers, stringOf } from './query/read-selector.ts'
export {
  escapeLabelValue,
  escapeRegex,
  type LabelMatcher,
  type MatchOperator,
  matcher,
  selector,
} from './query/selector.ts'
export { unquote } from './query/string-literal.ts'
export { describePlace, syntaxError } from './query/syntax-error.ts'
export type {
  AlertInstance,
  BuildInfo,
  CallOptions,
  Frame,
  HistogramBucket,
  HistogramSample,
  Labels,
  MatchWindow,
  MetricMetadata,
  PromSource,
  RangeWindow,
  Recording,
  Rule,
  RuleGroup,
  Series,
  Target,
  TsdbStatus,
} from './source.ts'
export { alignWindow, gridOf, pointsOf } from './split-range.ts'
