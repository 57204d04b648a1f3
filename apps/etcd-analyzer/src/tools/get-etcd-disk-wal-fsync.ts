import { panelTool } from '@ocp-perf/analyzer'

export default panelTool({
  name: 'get_etcd_disk_wal_fsync',
  title: 'etcd WAL fsync',
  description: 'WAL fsync latency of each etcd member. Call it first when etcd or the API server is slow.',
  groups: ['etcd/disk-wal-fsync'],
})
