import { bottleneckTool } from '@ocp-perf/analyzer'

export default bottleneckTool({
  name: 'get_etcd_bottleneck_analysis',
  title: 'Why etcd is slow',
  description:
    'Ranked causes of trouble in etcd: member, onset, evidence for and against, what to do. Call it to learn why etcd is slow.',
  domain: 'etcd',
})
