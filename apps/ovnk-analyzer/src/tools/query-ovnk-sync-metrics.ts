import { panelTool } from '@ocp-perf/analyzer'

export default panelTool({
  name: 'query_ovnk_sync_metrics',
  title: 'Synchronisation',
  description:
    'How fast controllers take changes up, retries that failed, subnets left, leadership. Call it when changes do not arrive.',
  groups: ['ovn/sync', 'ovn/cluster-manager'],
})
