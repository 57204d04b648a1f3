import { panelTool } from '@ocp-perf/analyzer'

export default panelTool({
  name: 'query_kube_api_metrics',
  title: 'API server',
  description: 'Rate, latency, errors, queueing and etcd latency of kube-apiservers, which every controller waits for.',
  groups: ['api/server'],
})
