import { bottleneckTool } from '@ocp-perf/analyzer'

export default bottleneckTool({
  name: 'get_ovnk_bottleneck_analysis',
  title: 'Why OVN-Kubernetes is slow',
  description:
    'Ranked causes: node, onset, evidence, what to do. Call it to learn why pods start slowly or their packets are lost.',
  domain: 'ovnk',
})
