import { nodePanelTool } from '@ocp-perf/analyzer'

export default nodePanelTool({
  name: 'query_network_conntrack_metrics',
  title: 'Conntrack',
  description:
    'How full the conntrack table of each node is, and what it refused. Call it when new connections fail and old ones work.',
  groups: ['network/conntrack'],
})
