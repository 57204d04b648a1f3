import { panelTool } from '@ocp-perf/analyzer'

export default panelTool({
  name: 'query_kubelet_cni_metrics',
  title: 'kubelet and CNI',
  description:
    'Pod start, sandbox, pod worker, CRI-O and CNI errors of each node. Call it to tell OVN from kubelet and images.',
  groups: ['ovn/kubelet-cni'],
})
