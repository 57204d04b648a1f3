import { panelTool } from '@ocp-perf/analyzer'

export default panelTool({
  name: 'query_ovnk_ovs_metrics',
  title: 'Open vSwitch',
  description:
    'Datapath flows, misses, lost packets, masks, flow limits and CPU of Open vSwitch. Call it for lost or late packets of pods.',
  groups: ['ovn/ovs'],
})
