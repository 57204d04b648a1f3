import { summarizePanel, tool } from '@ocp-perf/analyzer'
import { panelResultSchema } from '@ocp-perf/panel'
import { collectNodes } from '../nodes/collect-nodes.ts'
import { nodeInput } from '../nodes/node-input.ts'

export default tool({
  name: 'get_etcd_node_usage',
  title: 'Nodes under etcd',
  description:
    'CPU, memory, pressure and faults of the nodes under etcd, and of etcd as a process there. Call it when a member is slow and its disk is not.',
  effect: 'read',
  input: nodeInput,
  output: panelResultSchema,
  run: (request, context, signal) => collectNodes(context, ['node/usage', 'node/cgroups'], request, signal),
  summarize: summarizePanel,
})
