import { summarizePanel, tool, windowInput } from '@ocp-perf/analyzer'
import { panelResultSchema } from '@ocp-perf/panel'

export default tool({
  name: 'get_etcd_general_info',
  title: 'etcd in general',
  description:
    'Load, CPU, memory, proposals, leader changes, slow applies, keys and database of each etcd member. Call it after the status.',
  effect: 'read',
  input: windowInput,
  output: panelResultSchema,
  run: (window, { collect }, signal) => collect(['etcd/general-info', 'etcd/grpc'], window, signal),
  summarize: summarizePanel,
})
