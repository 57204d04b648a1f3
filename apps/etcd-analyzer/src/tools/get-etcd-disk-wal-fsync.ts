import { summarizePanel, tool, windowInput } from '@ocp-perf/analyzer'
import { panelResultSchema } from '@ocp-perf/panel'

export default tool({
  name: 'get_etcd_disk_wal_fsync',
  title: 'etcd WAL fsync',
  description: 'WAL fsync latency of each etcd member. Call it first when etcd or the API server is slow.',
  effect: 'read',
  input: windowInput,
  output: panelResultSchema,
  run: (window, { collect }, signal) => collect('etcd/disk-wal-fsync', window, signal),
  summarize: summarizePanel,
})
