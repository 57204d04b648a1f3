import { nodePanelTool } from '@ocp-perf/analyzer'

export default nodePanelTool({
  name: 'query_network_socket_tcp_metrics',
  title: 'TCP sockets',
  description:
    'TCP sockets of each node by state: in use, orphaned, in TIME_WAIT. Call it for leaks and connection churn.',
  groups: ['network/socket-tcp'],
})
