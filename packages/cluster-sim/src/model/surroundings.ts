import type { ApiWaits } from './api-waits.ts'
import type { Consensus } from './consensus.ts'
import type { DatabaseGrowth } from './database-growth.ts'
import type { Defragmentation } from './defragmentation.ts'
import type { Faults } from './faults.ts'
import type { Leadership } from './leadership.ts'
import type { Lifecycle } from './lifecycle.ts'
import type { Load } from './load.ts'
import type { Network } from './network.ts'
import type { Topology } from './topology.ts'
import type { Troubles } from './trouble.ts'

/** What all machines share. */
export interface Surroundings {
  topology: Topology
  load: Load
  faults: Faults
  growth: DatabaseGrowth
  defragmentation: Defragmentation
  lifecycle: Lifecycle
  network: Network
  troubles: Troubles
  leadership: Leadership
  consensus: Consensus
  api: ApiWaits
  seed: string
  /** Unix seconds at which the history begins. */
  start: number
}
