export { describeAnalyzer } from './describe-analyzer.ts'
export { type FakeKube, type FakeKubeOptions, fakeKube } from './fake-kube.ts'
export {
  type FakePrometheus,
  type FakePrometheusOptions,
  type Reply,
  startFakePrometheus,
} from './fake-prometheus.ts'
export { type OfflineClient, offlineClient } from './offline-client.ts'
export { type DumpOptions, type DumpSeries, dumpText, openshiftSeries } from './openshift-dump.ts'
export { type BuiltServer, startBuilt } from './start-built.ts'
export { type TestContextOptions, testContext } from './test-context.ts'
export { mostTokens, neededArgs, withoutVerdict } from './tool-args.ts'
export { withTableOf, withToolsTable } from './tools-table.ts'
