import { deepDriveTool } from '@ocp-perf/analyzer'

export default deepDriveTool({
  name: 'get_etcd_performance_deep_drive',
  title: 'All of etcd',
  description:
    'Diagnosis of etcd with every group measured at once: causes, members, findings, panels. Call it for the whole picture.',
  domain: 'etcd',
})
