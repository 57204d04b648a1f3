import type { ClusterConfig } from './config.ts'
import type { ConnectOptions } from './connect.ts'
import type { Connection, DiagnoseStep } from './connection.ts'

/*
 * The HTTP and WebSocket clients behind these are loaded with the first call, so that a server that only reads its
 * configuration starts without them.
 */

/**
 * Finds what stands for a cluster: the dump that its configuration names, else its Prometheus and API server. See
 * `findFile` and `connectLive` for how, and for the errors.
 */
export async function connect(config: ClusterConfig, options: ConnectOptions = {}): Promise<Connection> {
  options.signal?.throwIfAborted()
  if (config.file !== undefined) {
    const { findFile } = await import('./find-file.ts')
    return await findFile(config.name, config.file)
  }
  const { connectLive } = await import('./connect.ts')
  return await connectLive(config, options)
}

/** See `diagnose` in `diagnose.ts`. */
export async function diagnose(config: ClusterConfig, options?: ConnectOptions): Promise<DiagnoseStep[]> {
  const module = await import('./diagnose.ts')
  return await module.diagnose(config, options)
}
