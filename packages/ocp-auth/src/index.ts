export {
  type AccessRule,
  describeRule,
  missingRuleHint,
  type PathRule,
  type ResourceRule,
} from './access-rule.ts'
export { clusterOfFile } from './clusters/cluster-of-file.ts'
export { environmentSettings } from './clusters/environment.ts'
export { type LoadClustersOptions, type LoadedClusters, loadClusters } from './clusters/load-clusters.ts'
export { loadPlainSources } from './clusters/load-plain-sources.ts'
export {
  type ClusterConfig,
  type ClustersFile,
  clusterConfigSchema,
  clustersFileSchema,
  serverUrl,
  sourceName,
} from './config.ts'
export type { ConnectOptions } from './connect.ts'
export type {
  ApiConnection,
  CallOptions,
  Connection,
  DiagnoseStep,
  ExecRequest,
  ExecResult,
  FileConnection,
  KubeApi,
  Log,
  Via,
} from './connection.ts'
export { mayI } from './kube/access-review.ts'
export { connect, diagnose } from './on-demand.ts'
export { readConfiguredFile, readTls, type TlsFiles } from './secret-file.ts'
export { type LoadedSources, type LoadSourcesOptions, loadSources } from './settings/load-sources.ts'
export { createTokenReviewer, type TokenReviewer, type TokenReviewerOptions } from './token-reviewer.ts'
