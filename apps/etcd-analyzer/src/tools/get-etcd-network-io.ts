import { summarizePanel, tool, windowInput } from '@ocp-perf/analyzer'
import { panelResultSchema } from '@ocp-perf/panel'

export default tool({
  name: 'get_etcd_network_io',
  title: 'etcd network',
  description:
    'Peer round trips, peer and client traffic and failed sends per member pair, with packet loss. Call it for lost leaders or slow peers.',
  effect: 'read',
  input: windowInput,
  output: panelResultSchema,
  run: (window, { collect }, signal) => collect(['etcd/network-io', 'network/loss'], window, signal),
  summarize: summarizePanel,
})
