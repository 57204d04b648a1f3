import { panelTool } from '@ocp-perf/analyzer'

export default panelTool({
  name: 'query_multus_pod_metrics',
  title: 'Multus pods',
  description: 'CPU, memory, throttling, restarts and readiness of Multus. Call it when pods wait for extra networks.',
  groups: ['ovn/multus'],
})
