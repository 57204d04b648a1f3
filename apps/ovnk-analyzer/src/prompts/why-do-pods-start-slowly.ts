import { windowPrompt } from '@ocp-perf/analyzer'

export const whyDoPodsStartSlowly = windowPrompt({
  name: 'why_do_pods_start_slowly',
  title: 'Why do pods start slowly?',
  description: 'Find the stage of a pod start that takes the time, and the cause behind it.',
  duration: '1h',
  steps: (window) => [
    'Find out why pods start slowly, or that they do not. Call these tools in this order, and stop once the cause is clear:',
    `1. explain_pod_startup ${window}: which stage takes the time.`,
    `2. get_ovnk_bottleneck_analysis ${window}: ranked causes with what speaks for and against each.`,
    '3. get_cluster_alerts: what else fires, and since when; of alerts that depend on each other only the deepest is a cause.',
    `4. Only where the causes leave doubt, what would tell them apart: query_ovn_database_metrics for northd and the databases, query_ovnk_ovs_metrics for the datapath, query_kubelet_cni_metrics for kubelet, CRI-O and CNI, query_kube_api_metrics for the API servers, each with ${window}.`,
    `5. get_cluster_bottleneck_analysis ${window}: whether the trouble comes from below OVN.`,
  ],
})
