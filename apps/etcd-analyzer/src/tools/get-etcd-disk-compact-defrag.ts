import { summarizePanel, tool, windowInput } from '@ocp-perf/analyzer'
import { panelResultSchema } from '@ocp-perf/panel'

export default tool({
  name: 'get_etcd_disk_compact_defrag',
  title: 'etcd compaction and defragmentation',
  description:
    'Compaction and defragmentation pauses, fragmentation and database growth. Call it for periodic stalls or a full database.',
  effect: 'read',
  input: windowInput,
  output: panelResultSchema,
  run: (window, { collect }, signal) => collect('etcd/disk-compact-defrag', window, signal),
  summarize: summarizePanel,
})
