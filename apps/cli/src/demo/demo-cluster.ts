import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Scenario, SimulatedCluster } from '@ocp-perf/cluster-sim'
import type { Log } from '@ocp-perf/http'
import { environmentSettings } from '@ocp-perf/ocp-auth'
import { stringify } from 'yaml'

export interface DemoClusterOptions {
  scenario: Scenario
  nodes: number
  seed: string
  /** Where its files are written. */
  folder: string
  log: Log
  signal: AbortSignal
}

export interface DemoCluster extends SimulatedCluster {
  scenario: Scenario
  nodes: number
  /** How long ago what is wrong began. */
  minutes: number
  /** Whom the fault hits; none where it is about the cluster as a whole. */
  members: readonly string[]
  version: string
  /** What servers need to find this cluster and no other. */
  env: NodeJS.ProcessEnv
}

/** What servers call the simulated cluster. */
export const clusterName = 'demo'

/** How long ago what is wrong began: long enough to be plain, with a calm before it in the usual window of an hour. */
const begunMinutes = 40

/** Simulates a cluster with a past, serves its APIs, and describes it as the only cluster there is. */
export async function startDemoCluster(options: DemoClusterOptions): Promise<DemoCluster> {
  const { scenario, nodes, seed, folder, log, signal } = options
  // Loaded here: no other command simulates anything.
  const { createSimulation, startSimulatedCluster } = await import('@ocp-perf/cluster-sim')
  const now = () => Date.now() / 1000
  const simulation = createSimulation({ scenario, nodes, seed, now, begins: now() - 60 * begunMinutes })
  const served = await startSimulatedCluster({ simulation, folder, log, signal })
  const clusters = join(folder, 'clusters.yaml')
  const entry = { name: clusterName, kubernetes: { kubeconfig: served.kubeconfig, exec: true } }
  await writeFile(clusters, stringify({ clusters: [entry] }), { signal })
  return {
    ...served,
    scenario,
    nodes,
    minutes: begunMinutes,
    members: [...new Set(simulation.incident.faults.flatMap(({ members }) => members))],
    version: simulation.topology.version,
    env: { ...withoutClusters(process.env), OCP_PERF_CLUSTERS: clusters },
  }
}

/** An environment in which no other cluster is described, nor anything else of how a server of ours is set up. */
export function withoutClusters(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
  const names = new Set(['KUBECONFIG', ...Object.keys(environmentSettings)])
  return Object.fromEntries(Object.entries(env).filter(([name]) => !names.has(name) && !name.startsWith('OCP_PERF_')))
}
