import type { Signal } from '../samples/family.ts'
import type { Cpu } from './cpu.ts'
import type { Disk } from './disk.ts'
import type { NodeNetwork } from './node-network.ts'
import type { NodeOvn } from './ovn/node-ovn.ts'
import type { SimNode } from './topology.ts'

/** A node as its own kernel tells of it. */
export interface NodeState {
  node: SimNode
  cpu: Cpu
  disk: Disk
  /** Bytes that no new program could have, and those of files. */
  memoryUsed: Signal
  memoryCache: Signal
  network: NodeNetwork
  /** One for all nodes that do the same, which differ from each other as their networks do. */
  ovn: NodeOvn
  /** How this node differs from others that do the same, for what may differ by a factor. */
  factor: number
  runs(time: number): boolean
  boots: readonly number[]
}
