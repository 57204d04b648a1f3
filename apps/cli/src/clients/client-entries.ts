import type { Server } from '../servers/find-servers.ts'
import type { ClientFile } from './client-files.ts'

/** How a client starts one server. */
export interface ClientEntry {
  command: string
  args: string[]
  env?: Record<string, string>
  [extra: string]: unknown
}

/** What tells a server where to look and is no secret; a client does not inherit a shell's environment. */
const passedOn = ['KUBECONFIG', 'PROMETHEUS_URL', 'OCP_PERF_CONFIG', 'OCP_PERF_CLUSTER'] as const

/** One entry a server, `ocp-etcd` and so on, with absolute paths: clients start in folders of their own. */
export function clientEntries(
  servers: readonly Server[],
  { extra }: Pick<ClientFile, 'extra'>,
  { args, env, node }: { args: readonly string[]; env: Readonly<NodeJS.ProcessEnv>; node: string },
): Record<string, ClientEntry> {
  const given = Object.fromEntries(passedOn.flatMap((name) => (env[name] ? [[name, env[name]]] : [])))
  const settings = Object.keys(given).length > 0 ? { env: given } : {}
  return Object.fromEntries(
    servers.map(({ name, file }) => [
      `ocp-${name}`,
      { ...extra, command: node, args: [file, '--stdio', ...args], ...settings },
    ]),
  )
}
