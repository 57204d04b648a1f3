import {
  createLogger,
  type FetchHandler,
  forwardTo,
  type Listening,
  type ListenOptions,
  type Log,
  listen,
} from '@ocp-perf/http'
import { createEngine, createEngineSource, type SampleStore } from '@ocp-perf/promql-engine'
import { createPromApi } from '@ocp-perf/promql-engine/api'
import type { ClusterState } from '../kubernetes/cluster-state.ts'
import { createKubernetesApi } from '../kubernetes/kubernetes-api.ts'
import { clusterDomain, takeSnapshot } from '../kubernetes/snapshot.ts'
import { createTokens } from '../kubernetes/tokens.ts'
import { createCertificates, type ServerCertificates } from './certificates.ts'
import { execUpgrade } from './exec-socket.ts'
import { writeKubeconfig } from './kubeconfig.ts'
import { guardQueries } from './thanos.ts'

export interface SimulatedClusterOptions {
  simulation: ClusterState & { store: SampleStore }
  /** Of the API server. 0, the default, takes a free one, as the Thanos querier always does. */
  port?: number | undefined
  /** Where the kubeconfig and the CA are written. */
  folder: string
  /** Ends the start. */
  signal?: AbortSignal | undefined
  log?: Log | undefined
}

export interface SimulatedCluster {
  apiUrl: string
  thanosUrl: string
  /** Path of a kubeconfig whose user may do everything. */
  kubeconfig: string
  /** Path of the CA that signed both certificates. */
  caFile: string
  /** Ends both servers; files stay. */
  close(): Promise<void>
}

/** Programs that are told to stop do so at once; no answer here takes longer. */
const shutdownMs = 1_000

/**
 * Serves a simulation as an OpenShift cluster on loopback: its API server, and the Thanos querier that a Route of it leads to, both
 * over HTTPS and only for tokens. Nothing runs in it: the answers are made from the simulation's state.
 */
export async function startSimulatedCluster(options: SimulatedClusterOptions): Promise<SimulatedCluster> {
  const { simulation, port = 0, folder, signal } = options
  const log = options.log ?? createLogger({ name: 'simulated-cluster', level: 'warn' })
  signal?.throwIfAborted()
  const domain = clusterDomain(simulation.topology)
  const { ca, cert, key } = await certificatesFor(domain)
  const tokens = createTokens()
  const servers: Listening[] = []
  const serve = async (
    name: string,
    more: Pick<ListenOptions, 'port' | 'routes' | 'bodyTypes' | 'upgrade' | 'allowedHosts'>,
  ) => {
    const health = async () => ({ live: true, ready: true, dependencies: [] })
    const server = await listen({
      name,
      version: simulation.topology.version,
      tls: { cert, key },
      health,
      log,
      limits: { shutdownMs },
      ...more,
    })
    servers.push(server)
    return server.url
  }
  const { api, close: closeQueries } = queryApi(simulation, log)
  const close = async () => {
    await Promise.all(servers.map((server) => server.close()))
    await closeQueries()
  }
  try {
    const thanosUrl = await serve('thanos-querier', {
      port: 0,
      routes: forwardTo(guardQueries(api, tokens)),
      bodyTypes: ['application/x-www-form-urlencoded'],
      allowedHosts: [`thanos-querier-openshift-monitoring.apps.${domain}`],
    })
    const snapshot = () => takeSnapshot(simulation, { thanosHost: new URL(thanosUrl).host, ca })
    const apiUrl = await serve('kube-apiserver', {
      port,
      routes: forwardTo(createKubernetesApi({ snapshot, tokens })),
      bodyTypes: ['application/json', 'application/vnd.kubernetes.protobuf'],
      upgrade: execUpgrade({ snapshot, tokens }, log),
      allowedHosts: [`api.${domain}`],
    })
    signal?.throwIfAborted()
    const files = await writeKubeconfig({ folder, apiUrl, ca, token: tokens.admin })
    return { apiUrl, thanosUrl, ...files, close }
  } catch (error) {
    // What was started before it failed would keep the process alive.
    await close()
    throw error
  }
}

const made = new Map<string, Promise<ServerCertificates>>()

/** Keys take a moment to make, so that clusters of one name share theirs for as long as this process lives. */
function certificatesFor(domain: string): Promise<ServerCertificates> {
  const known = made.get(domain) ?? createCertificates([`api.${domain}`, `*.apps.${domain}`])
  made.set(domain, known)
  return known
}

function queryApi(
  simulation: SimulatedClusterOptions['simulation'],
  log: Log,
): { api: FetchHandler; close(): Promise<void> } {
  const { store } = simulation
  const now = () => simulation.now()
  const engine = createEngine({ store })
  const source = createEngineSource({ store, engine, now })
  const onBug = (err: unknown) => log.error({ err }, 'A query met a bug')
  return { api: createPromApi({ source, engine, now, onBug }), close: () => source.close() }
}
