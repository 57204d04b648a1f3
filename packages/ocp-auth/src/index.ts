export {
  type AccessRule,
  describeRule,
  missingRuleHint,
  type PathRule,
  type ResourceRule,
} from './access-rule.ts'
export { environmentSettings } from './clusters/environment.ts'
export { type LoadClustersOptions, type LoadedClusters, loadClusters } from './clusters/load-clusters.ts'
export { type ClusterConfig, type ClustersFile, clusterConfigSchema, clustersFileSchema } from './config.ts'
export type { ConnectOptions } from './connect.ts'
export type {
  CallOptions,
  Connection,
  DiagnoseStep,
  ExecRequest,
  ExecResult,
  KubeApi,
  Log,
  Via,
} from './connection.ts'
export { mayI } from './kube/access-review.ts'
export { connect, diagnose } from './on-demand.ts'
export { readTls, type TlsFiles } from './secret-file.ts'
export { createTokenReviewer, type TokenReviewer, type TokenReviewerOptions } from './token-reviewer.ts'
