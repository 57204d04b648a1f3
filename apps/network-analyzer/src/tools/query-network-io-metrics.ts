import { devicePanelTool } from '@ocp-perf/analyzer'

export default devicePanelTool({
  name: 'query_network_io_metrics',
  title: 'Interface traffic',
  description:
    'Traffic, utilisation, errors and drops of each interface, as rates and shares. Call it for a full, broken or dropping link.',
  groups: ['network/io', 'network/loss'],
})
