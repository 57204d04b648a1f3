import { devicePanelTool } from '@ocp-perf/analyzer'

export default devicePanelTool({
  name: 'query_network_l1_metrics',
  title: 'Interfaces',
  description:
    'Link, speed, MTU, carrier changes, duplex and bonds of each interface. Call it first when one node is slow or unreachable.',
  groups: ['network/l1'],
})
