import { panelTool } from '@ocp-perf/analyzer'

export default panelTool({
  name: 'query_ovnk_latency_metrics',
  title: 'Pod latency',
  description: 'Stages from a pod that is seen to a port that works, and CNI. Call it when pods start slowly.',
  groups: ['ovn/latency'],
})
