import { reportTool } from '@ocp-perf/analyzer'

export default reportTool({
  name: 'generate_etcd_performance_report',
  title: 'Report on etcd',
  description:
    'A document on etcd for people: summary, causes, charts, comparison with its past, what to do. Returns a link.',
  domain: 'etcd',
})
