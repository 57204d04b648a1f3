import { reportTool } from '@ocp-perf/analyzer'

export default reportTool({
  name: 'generate_network_performance_report',
  title: 'Report on the node network',
  description: 'A document for people: causes, charts, its past, what to do. Returns a link.',
  domain: 'network',
})
