import { panelTool } from '@ocp-perf/analyzer'

export default panelTool({
  name: 'query_ovnk_pod_metrics',
  title: 'OVN-Kubernetes pods',
  description:
    "CPU, memory, throttling, restarts and readiness of the pods of OVN-Kubernetes. Call it first when one node's network lags.",
  groups: ['ovn/pods'],
})
