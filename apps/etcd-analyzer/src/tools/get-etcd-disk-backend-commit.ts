import { summarizePanel, tool, windowInput } from '@ocp-perf/analyzer'
import { panelResultSchema } from '@ocp-perf/panel'

export default tool({
  name: 'get_etcd_disk_backend_commit',
  title: 'etcd backend commit',
  description: 'Backend commit latency of each etcd member. Call it beside WAL fsync: both high means a slow disk.',
  effect: 'read',
  input: windowInput,
  output: panelResultSchema,
  run: (window, { collect }, signal) => collect('etcd/disk-backend-commit', window, signal),
  summarize: summarizePanel,
})
