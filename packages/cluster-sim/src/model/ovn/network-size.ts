import type { Signal } from '../../samples/family.ts'
import { scaled, wander } from '../signals.ts'

/** How large the network is that a node's own OVN has to bring about, and what that comes to in its databases. */
export interface NetworkSize {
  /** Pods on the node itself. */
  pods: Signal
  services: number
  policies: number
  nodes: number
  /** Logical flows in the southbound database, and OpenFlow flows on br-int. */
  logicalFlows: Signal
  openFlows: Signal
  /** Bytes of what the databases hold, without old versions. */
  northbound: Signal
  southbound: Signal
}

/** A logical flow becomes so many of OpenFlow, on average. */
const perLogicalFlow = 2.1

/** `level`: pods on the node, more or less. */
export function createNetworkSize(key: string, nodes: number, level: number): NetworkSize {
  const services = Math.round(108 + 0.6 * nodes)
  const policies = 24
  const mood = wander(`${key} pods`, 3600)
  const pods: Signal = (time) => level * (1 + 0.04 * mood(time))
  const logicalFlows: Signal = (time) => 3000 + 60 * pods(time) + 22 * services + 40 * policies + 15 * nodes
  return {
    pods,
    services,
    policies,
    nodes,
    logicalFlows,
    openFlows: scaled(logicalFlows, perLogicalFlow),
    northbound: (time) => 4e5 + 1200 * pods(time) + 2600 * services + 4000 * policies + 900 * nodes,
    southbound: (time) => 9e5 + 430 * logicalFlows(time),
  }
}
