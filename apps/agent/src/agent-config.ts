import { dirname, join, resolve } from 'node:path'
import type { ServerEntry } from '@ocp-perf/agents'
import { readTokenFile } from '@ocp-perf/http'
import { readYaml } from '@ocp-perf/metrics'
import { z } from 'zod'

const agentConfigSchema = z.strictObject({
  servers: z.array(
    z.strictObject({
      name: z.string().regex(/^[a-z][a-z0-9-]{0,40}$/, 'lower-case letters, digits and dashes'),
      url: z.url({ protocol: /^https?$/ }),
      token_file: z.string().min(1).optional(),
    }),
  ),
})

export interface AgentConfig {
  servers: readonly ServerEntry[]
}

/** Reads `agent.yml` of the configuration folder with the tokens it names. `invalid_input` for what cannot be used. */
export async function readAgentConfig(configDir: string): Promise<AgentConfig> {
  const path = join(configDir, 'agent.yml')
  const { servers } = readYaml(path, 'agent.yml', agentConfigSchema)
  const entries = servers.map(async ({ name, url, token_file: file }): Promise<ServerEntry> => {
    // Relative to the file that names it, wherever the process was started.
    return file === undefined ? { name, url } : { name, url, token: await readTokenFile(resolve(dirname(path), file)) }
  })
  return { servers: await Promise.all(entries) }
}
