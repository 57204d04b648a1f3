import { bottleneckTool } from '@ocp-perf/analyzer'

export default bottleneckTool({
  name: 'get_network_bottleneck_analysis',
  title: 'Why the node network is slow',
  description: 'Ranked causes, evidence, what to do. Call it to learn why packets are lost or late.',
  domain: 'network',
})
