import type { Server } from '../servers/find-servers.ts'
import type { ClientFile } from './client-files.ts'

/** How a client starts one server. */
export interface ClientEntry {
  command: string
  args: string[]
  env?: Record<string, string>
  [extra: string]: unknown
}

/** One entry a server, `ocp-etcd` and so on, with absolute paths: clients start in folders of their own. */
export function clientEntries(
  servers: readonly Server[],
  { extra }: Pick<ClientFile, 'extra'>,
  { args, env, node }: { args: readonly string[]; env: Record<string, string>; node: string },
): Record<string, ClientEntry> {
  const settings = Object.keys(env).length > 0 ? { env } : {}
  return Object.fromEntries(
    servers.map(({ name, file }) => [
      `ocp-${name}`,
      { ...extra, command: node, args: [file, '--stdio', ...args], ...settings },
    ]),
  )
}
