import { windowPrompt } from '@ocp-perf/analyzer'

export const whyIsTheNetworkSlow = windowPrompt({
  name: 'why_is_the_network_slow',
  title: 'Why is the network slow?',
  description: 'Find the cause of lost or late packets between nodes, with evidence, and what to do about it.',
  duration: '1h',
  steps: (window) => [
    'Find out why the network of the nodes is slow or loses packets, or that it is not. Call these tools in this order, and stop once the cause is clear:',
    `1. get_network_bottleneck_analysis ${window}: ranked causes with what speaks for and against each.`,
    `2. compare_nodes ${window}: which nodes stand apart from the fleet.`,
    '3. get_cluster_alerts: what else fires, and since when.',
    `4. Only where the causes leave doubt, what would tell them apart: query_network_io_metrics and query_network_l1_metrics for a link, query_network_socket_softnet_metrics for CPUs, query_network_netstat_tcp_metrics for loss, query_network_conntrack_metrics for new connections, each with the node in "nodes" and ${window}.`,
    '5. get_history with about set to the cause: whether it was found before.',
  ],
})
