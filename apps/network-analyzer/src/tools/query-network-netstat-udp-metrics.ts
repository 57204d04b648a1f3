import { nodePanelTool } from '@ocp-perf/analyzer'

export default nodePanelTool({
  name: 'query_network_netstat_udp_metrics',
  title: 'UDP',
  description:
    'Datagrams, buffer errors and closed ports of each node. Call it for lost DNS, syslog or tunnel traffic.',
  groups: ['network/netstat-udp'],
})
