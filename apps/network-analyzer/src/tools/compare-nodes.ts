import { compareNodesTool } from '@ocp-perf/analyzer'

export default compareNodesTool({
  name: 'compare_nodes',
  title: 'Nodes beside the fleet',
  description: 'Nodes that stand apart from the fleet, by robust z.',
  groups: [
    'network/io',
    'network/loss',
    'network/softnet',
    'network/netstat-tcp',
    'network/netstat-udp',
    'network/conntrack',
    'network/socket-mem',
    'node/usage',
  ],
})
