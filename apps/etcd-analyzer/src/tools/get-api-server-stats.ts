import { panelTool } from '@ocp-perf/analyzer'

export default panelTool({
  name: 'get_api_server_stats',
  title: 'API server',
  description:
    'Request rate, latency, errors, queueing and etcd latency of the kube-apiservers. Call it to see what clients feel.',
  groups: ['api/server'],
})
