import type { ClusterConfig } from './config.ts'
import type { ConnectOptions } from './connect.ts'
import type { Connection, DiagnoseStep } from './connection.ts'

/*
 * The HTTP and WebSocket clients behind these are loaded with the first call, so that a server that only reads its
 * configuration starts without them.
 */

/** See `connect` in `connect.ts`. */
export async function connect(config: ClusterConfig, options?: ConnectOptions): Promise<Connection> {
  const module = await import('./connect.ts')
  return await module.connect(config, options)
}

/** See `diagnose` in `diagnose.ts`. */
export async function diagnose(config: ClusterConfig, options?: ConnectOptions): Promise<DiagnoseStep[]> {
  const module = await import('./diagnose.ts')
  return await module.diagnose(config, options)
}
