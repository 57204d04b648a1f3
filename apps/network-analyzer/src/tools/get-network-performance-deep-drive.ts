import { deepDriveTool } from '@ocp-perf/analyzer'

export default deepDriveTool({
  name: 'get_network_performance_deep_drive',
  title: 'All of the node network',
  description: 'Diagnosis with every group measured: causes, nodes, findings, panels. Call it for the whole picture.',
  domain: 'network',
})
