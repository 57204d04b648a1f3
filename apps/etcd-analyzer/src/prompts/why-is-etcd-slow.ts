import { windowPrompt } from '@ocp-perf/analyzer'

export const whyIsEtcdSlow = windowPrompt({
  name: 'why_is_etcd_slow',
  title: 'Why is etcd slow?',
  description: 'Find the cause of trouble in etcd, with evidence, and what to do about it.',
  duration: '1h',
  steps: (window) => [
    'Find out why etcd is slow, or that it is not. Call these tools in this order, and stop once the cause is clear:',
    `1. get_etcd_bottleneck_analysis ${window}: ranked causes with what speaks for and against each.`,
    '2. get_etcd_cluster_status: members, leader and alarms as they are now.',
    '3. get_cluster_alerts: what else fires, and since when.',
    `4. Only where the causes leave doubt, what would tell them apart: get_etcd_disk_wal_fsync and get_node_disk_io for a disk, get_etcd_network_io for the network, get_etcd_node_usage for CPU and memory, each with ${window}.`,
    '5. get_history with about set to the cause: whether it was found before.',
  ],
})
