import type { StageTime } from './startup-schema.ts'

/** Seconds by metric of the catalog, of one node; what has none was not measured. */
export type Seconds = (metric: string) => number | undefined

interface Stage {
  id: string
  title: string
  by: string
  /** The metric whose time it is. */
  of: string
  /** Metrics whose times are within it and are told as stages of their own. */
  within: readonly string[]
}

/**
 * The stages of a pod start in their order, as OVN-Kubernetes and kubelet measure them. CNI waits for OVN, the sandbox for
 * CNI, and the start for the sandbox, so that each holds those before it. The claim of a port is left out: it waits for
 * kubelet to ask for the interface.
 */
const stages: readonly Stage[] = [
  {
    id: 'logical-port',
    title: 'pod seen to logical port',
    by: 'ovnkube-controller and the northbound database',
    of: 'ovn_pod_first_seen_to_port_p99',
    within: [],
  },
  {
    id: 'port-binding',
    title: 'logical port to port binding',
    by: 'northd and the southbound database',
    of: 'ovn_pod_port_to_binding_p99',
    within: [],
  },
  {
    id: 'flows',
    title: 'chassis to port up',
    by: 'ovn-controller and Open vSwitch',
    of: 'ovn_pod_chassis_to_up_p99',
    within: [],
  },
  {
    id: 'cni',
    title: 'rest of CNI ADD',
    by: 'the CNI plugin and ovnkube-node',
    of: 'ovn_cni_add_p99',
    within: ['ovn_pod_first_seen_to_port_p99', 'ovn_pod_port_to_binding_p99', 'ovn_pod_chassis_to_up_p99'],
  },
  {
    id: 'sandbox',
    title: 'rest of the sandbox',
    by: 'CRI-O and Multus',
    of: 'kubelet_sandbox_p99',
    within: ['ovn_cni_add_p99'],
  },
  {
    id: 'kubelet',
    title: 'volumes and containers',
    by: 'kubelet and CRI-O',
    of: 'kubelet_pod_start_p99',
    within: ['kubelet_sandbox_p99'],
  },
  {
    id: 'images',
    title: 'images and init containers',
    by: 'image pulls and the registry',
    of: 'kubelet_pod_run_p99',
    within: ['kubelet_pod_start_p99'],
  },
]

/** The metrics that stages are told by. */
export const stageMetrics = stages.map(({ of }) => of)

/** What each stage adds on a node; quantiles do not add up exactly, so that none is less than nothing. */
export function stageTimes(seconds: Seconds): StageTime[] {
  return stages.map(({ id, title, by, of, within }) => {
    const whole = seconds(of)
    const inner = within.map((metric) => seconds(metric) ?? 0).reduce((sum, each) => sum + each, 0)
    return { id, title, by, seconds: whole === undefined ? null : Math.max(0, whole - inner) }
  })
}
