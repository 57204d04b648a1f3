import { nodePanelTool } from '@ocp-perf/analyzer'

export default nodePanelTool({
  name: 'query_network_netstat_ip_metrics',
  title: 'IP and ICMP',
  description:
    'IP traffic, forwarding, discards and ICMP messages of each node. Call it when routing or MTU is in doubt.',
  groups: ['network/netstat-ip'],
})
