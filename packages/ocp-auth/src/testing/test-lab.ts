import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type ClusterConfig, clusterConfigSchema } from '../config.ts'
import { type ConnectOptions, connectLive } from '../connect.ts'
import type { ApiConnection } from '../connection.ts'
import { type FakeCluster, type FakeClusterOptions, startFakeCluster } from './fake-cluster.ts'
import { type TestKubeconfig, writeKubeconfig } from './kubeconfig.ts'

export interface TestLab extends AsyncDisposable {
  cluster: FakeCluster
  /** A folder of this test alone. */
  folder: string
  /** Writes a kubeconfig for the cluster. */
  kubeconfig(user: object, more?: Partial<TestKubeconfig>): Promise<string>
}

/** A fake cluster and a folder for one test; `await using` removes both. */
export async function openTestLab(options?: FakeClusterOptions): Promise<TestLab> {
  const cluster = await startFakeCluster(options)
  const folder = await mkdtemp(join(tmpdir(), 'ocp-auth-'))
  return {
    cluster,
    folder,
    kubeconfig: (user, more = {}) => writeKubeconfig(folder, { server: cluster.url, user, ...more }),
    async [Symbol.asyncDispose]() {
      await cluster.close()
      await rm(folder, { recursive: true })
    },
  }
}

/** A cluster's configuration as `clusters.yaml` would give it. */
export function clusterConfig(settings: object = {}): ClusterConfig {
  return clusterConfigSchema.parse({ name: 'test', ...settings })
}

/** Connects with an empty environment, so that the machine's own kubeconfig plays no part. */
export async function connectWith(settings: object, options: ConnectOptions = {}): Promise<ApiConnection> {
  return await connectLive(clusterConfig(settings), { env: {}, ...options })
}
