import { nodePanelTool } from '@ocp-perf/analyzer'

export default nodePanelTool({
  name: 'query_network_socket_softnet_metrics',
  title: 'Softnet',
  description:
    'Packets that each CPU takes from interfaces, drops or puts off, and how unevenly. Call it for drops without interface errors.',
  groups: ['network/softnet'],
})
