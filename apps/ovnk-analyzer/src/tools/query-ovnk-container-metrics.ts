import { panelTool } from '@ocp-perf/analyzer'

export default panelTool({
  name: 'query_ovnk_container_metrics',
  title: 'OVN-Kubernetes containers',
  description:
    'CPU and memory of each container: northd, nbdb, sbdb, ovn-controller, ovnkube-controller. Call it to see who is busy.',
  groups: ['ovn/containers'],
})
