import { panelTool } from '@ocp-perf/analyzer'

export default panelTool({
  name: 'get_etcd_network_io',
  title: 'etcd network',
  description:
    'Peer round trips, peer and client traffic and failed sends per member pair, with packet loss. Call it for lost leaders or slow peers.',
  groups: ['etcd/network-io', 'network/loss'],
})
