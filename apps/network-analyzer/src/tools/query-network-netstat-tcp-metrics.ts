import { nodePanelTool } from '@ocp-perf/analyzer'

export default nodePanelTool({
  name: 'query_network_netstat_tcp_metrics',
  title: 'TCP',
  description:
    'Retransmissions, resets, failed attempts, accept-queue overflows and SYN cookies of each node. Call it for slow or refused connections.',
  groups: ['network/netstat-tcp', 'network/loss'],
})
