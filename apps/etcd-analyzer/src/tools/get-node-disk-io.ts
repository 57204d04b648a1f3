import { summarizePanel, tool } from '@ocp-perf/analyzer'
import { panelResultSchema } from '@ocp-perf/panel'
import { collectNodes } from '../nodes/collect-nodes.ts'
import { nodeInput } from '../nodes/node-input.ts'

export default tool({
  name: 'get_node_disk_io',
  title: 'Disks',
  description:
    'Latency, throughput, queue and busy share of each disk of the nodes under etcd. Call it when WAL fsync or commit is slow.',
  effect: 'read',
  input: nodeInput,
  output: panelResultSchema,
  run: (request, context, signal) => collectNodes(context, ['disk/disk-io'], request, signal),
  summarize: summarizePanel,
})
