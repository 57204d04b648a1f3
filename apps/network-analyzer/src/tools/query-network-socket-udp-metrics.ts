import { nodePanelTool } from '@ocp-perf/analyzer'

export default nodePanelTool({
  name: 'query_network_socket_udp_metrics',
  title: 'UDP sockets',
  description: 'UDP and UDP-Lite sockets of each node. Call it beside the UDP counters.',
  groups: ['network/socket-udp'],
})
