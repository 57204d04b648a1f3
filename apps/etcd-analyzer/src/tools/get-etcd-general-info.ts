import { panelTool } from '@ocp-perf/analyzer'

export default panelTool({
  name: 'get_etcd_general_info',
  title: 'etcd in general',
  description:
    'Load, CPU, memory, proposals, leader changes, slow applies, keys and database of each etcd member. Call it after the status.',
  groups: ['etcd/general-info', 'etcd/grpc'],
})
