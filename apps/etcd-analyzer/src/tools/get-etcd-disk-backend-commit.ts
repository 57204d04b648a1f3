import { panelTool } from '@ocp-perf/analyzer'

export default panelTool({
  name: 'get_etcd_disk_backend_commit',
  title: 'etcd backend commit',
  description: 'Backend commit latency of each etcd member. Call it beside WAL fsync: both high means a slow disk.',
  groups: ['etcd/disk-backend-commit'],
})
