import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import type { ServerEntry } from '@ocp-perf/agents'
import { z } from 'zod'

const program = fileURLToPath(new URL('../../../cli/dist/main.js', import.meta.url))

/** What servers run is the build. */
export const isBuilt = existsSync(program)

const demoSchema = z.object({
  causes: z.array(z.object({ id: z.string(), members: z.array(z.string()) })),
  servers: z.array(z.object({ name: z.string(), mcp: z.url() })),
})

export interface Demo {
  servers: readonly ServerEntry[]
  causes: z.infer<typeof demoSchema>['causes']
  stop(): Promise<void>
}

/** Every domain server over a simulated cluster with a slow disk, as the product's own demo starts them. */
export async function startDemo(folder: string): Promise<Demo> {
  const child = spawn(process.execPath, [program, 'demo', '--json', '--port', '0'], {
    env: { PATH: process.env.PATH ?? '', HOME: folder, TMPDIR: folder, INIT_CWD: folder },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const ended = once(child, 'exit')
  let said = ''
  child.stderr.on('data', (chunk) => {
    said += String(chunk)
  })
  for await (const line of createInterface({ input: child.stdout })) {
    const { servers, causes } = demoSchema.parse(JSON.parse(line))
    return {
      servers: servers.map(({ name, mcp }) => ({ name, url: mcp })),
      causes,
      async stop() {
        child.kill('SIGINT')
        await ended
      },
    }
  }
  throw new Error(`the demo ended without a word: ${said}`)
}
