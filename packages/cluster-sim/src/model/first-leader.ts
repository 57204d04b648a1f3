import { pickOf } from './draw.ts'
import type { Topology } from './topology.ts'

/** Who leads before anything happens. */
export function firstLeader({ members }: Topology, seed: string): string {
  return pickOf(members, seed, 'leader').name
}
