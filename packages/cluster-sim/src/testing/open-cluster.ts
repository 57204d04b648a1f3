import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { recordingLog } from '@ocp-perf/http/testing'
import { type SimulatedCluster, startSimulatedCluster } from '../serve/start-simulated-cluster.ts'
import { type StandInState, standInState } from './stand-in-state.ts'

export interface OpenCluster extends SimulatedCluster, AsyncDisposable {
  state: StandInState
  folder: string
  /** PEM. */
  ca: string
  /** All that was logged, as text. */
  logged(): string
}

/** A served cluster and a folder of one test alone; `await using` ends both. */
export async function openCluster(): Promise<OpenCluster> {
  const folder = await mkdtemp(join(tmpdir(), 'cluster-sim-'))
  const state = standInState()
  const log = recordingLog()
  const cluster = await startSimulatedCluster({ simulation: state, folder, log })
  return {
    ...cluster,
    state,
    folder,
    ca: await readFile(cluster.caFile, 'utf8'),
    logged: () => JSON.stringify(log.lines),
    async [Symbol.asyncDispose]() {
      await cluster.close()
      await rm(folder, { recursive: true })
    },
  }
}
