import { nodePanelTool } from '@ocp-perf/analyzer'

export default nodePanelTool({
  name: 'query_network_socket_mem_metrics',
  title: 'Socket memory',
  description: 'Memory that TCP, UDP and fragments hold in the kernel. Call it when sockets stall and nothing is lost.',
  groups: ['network/socket-mem'],
})
