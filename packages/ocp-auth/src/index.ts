export { type ClusterConfig, type ClustersFile, clusterConfigSchema, clustersFileSchema } from './config.ts'
export type { Connection, DiagnoseStep, ExecRequest, ExecResult, KubeApi, Via } from './connection.ts'
