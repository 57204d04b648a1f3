import { reportTool } from '@ocp-perf/analyzer'

export default reportTool({
  name: 'generate_ovnk_performance_report',
  title: 'Report on OVN-Kubernetes',
  description: 'A document for people: causes, charts, its past, what to do. Returns a link.',
  domain: 'ovnk',
})
