import { panelTool } from '@ocp-perf/analyzer'

export default panelTool({
  name: 'get_etcd_disk_compact_defrag',
  title: 'etcd compaction and defragmentation',
  description:
    'Compaction and defragmentation pauses, fragmentation and database growth. Call it for periodic stalls or a full database.',
  groups: ['etcd/disk-compact-defrag'],
})
