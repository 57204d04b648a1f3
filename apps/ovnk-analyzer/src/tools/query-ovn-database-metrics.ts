import { panelTool } from '@ocp-perf/analyzer'

export default panelTool({
  name: 'query_ovn_database_metrics',
  title: 'OVN databases',
  description:
    'Age, size and sessions of the databases, northd, transactions, recomputes. Call it for stale rules or slow northd.',
  groups: ['ovn/databases'],
})
