import { deepDriveTool } from '@ocp-perf/analyzer'

export default deepDriveTool({
  name: 'get_ovnk_performance_deep_drive',
  title: 'All of OVN-Kubernetes',
  description: 'Diagnosis with every group measured: causes, nodes, findings, panels. Call it for the whole picture.',
  domain: 'ovnk',
})
