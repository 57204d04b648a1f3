import { nodePanelTool } from '@ocp-perf/analyzer'

export default nodePanelTool({
  name: 'query_network_socket_ip_metrics',
  title: 'Raw and fragment sockets',
  description:
    'Raw sockets and fragments that wait to be put together, IPv4 and IPv6. Call it when fragments or MTU are in doubt.',
  groups: ['network/socket-ip'],
})
