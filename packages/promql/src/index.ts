export type { PromEndpoint, TlsOptions } from './endpoint.ts'
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
  Rule,
  RuleGroup,
  Series,
  Target,
  TsdbStatus,
} from './source.ts'
