import { type TrafficOptions, traffic } from '../injection/traffic-args.ts'
import { integrationBridge } from './control.ts'

/** A fault of the datapath: settings of Open vSwitch, and traffic from one pod to the other. */
export interface OvsFault {
  title: string
  /** Commands of `ovs-vsctl`, in one transaction. */
  settings: readonly string[]
  /** Takes the settings back, also where they were never made. */
  undo: readonly string[]
  /** Short UDP flows; each packet has the next of 40,000 ports. */
  flows: TrafficOptions
}

/**
 * Without it all ports of two pods share a datapath flow, because no OpenFlow rule looks at them. A NetFlow record is of one
 * connection, and so is then each flow: what happens to a cluster whose network flows are exported. Nobody receives these.
 */
const exportFlows = [
  '--',
  '--id=@export',
  'create',
  'NetFlow',
  'targets="127.0.0.1:2055"',
  '--',
  'set',
  'Bridge',
  integrationBridge,
  'netflow=@export',
]
const exportNothing = ['--', 'clear', 'Bridge', integrationBridge, 'netflow']
const openvswitch = ['Open_vSwitch', '.', 'other_config']

/** Real faults of Open vSwitch. Both start many flows a second; they differ in whether the datapath has room for them. */
export const ovsFaults = {
  'flow-explosion': {
    title: 'Short UDP flows fill the datapath, whose flow limit is set low, so that new flows are refused.',
    settings: [...exportFlows, '--', 'set', 'Open_vSwitch', '.', 'other_config:flow-limit=500'],
    undo: [...exportNothing, '--', 'remove', ...openvswitch, 'flow-limit'],
    flows: { rate: 1_500, size: 32 },
  },
  'upcall-storm': {
    title:
      'Each packet of a scan over all ports is a new flow, which vswitchd has to decide and the datapath has room for.',
    settings: exportFlows,
    undo: exportNothing,
    flows: { rate: 3_000, size: 32 },
  },
} as const satisfies Record<string, OvsFault>

export type OvsFaultName = keyof typeof ovsFaults

/** The arguments of the worker that makes a fault's traffic. */
export function flowsTo(address: string, fault: OvsFault): string[] {
  return traffic('udp-flows', { host: address, ...fault.flows })
}
