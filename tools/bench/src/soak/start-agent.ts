import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { labResources, labTools, sampleDiagnosis } from '@ocp-perf/agents/testing'
import { createLogger } from '@ocp-perf/http'
import { serveHttp } from '@ocp-perf/mcp-kit'
import { startChild } from '../mcp/child-server.ts'
import { type SoakModel, startSoakModel } from './soak-model.ts'

const program = fileURLToPath(new URL('../../../../apps/agent/dist/main.js', import.meta.url))
const key = 'sk-soak'
const member = 'm2'

// Without it the heap that is seen is garbage for the most part.
const collectOnSignal = "data:text/javascript,process.on('SIGUSR2', () => globalThis.gc())"

export interface SoakedAgent extends AsyncDisposable {
  url: string
  /** Lets go of garbage, so that what is left is what lives. */
  collect(): void
  model: SoakModel
}

/** The built agent in a process of its own, over a small MCP server and a scripted model, with room for so many chats. */
export async function startAgent(chats: number): Promise<SoakedAgent> {
  const folder = await mkdtemp(join(tmpdir(), 'soak-'))
  const model = await startSoakModel(key)
  const server = await serveHttp(
    {
      name: 'soak',
      title: 'The soak',
      version: '1.0.0',
      instructions: 'For tests.',
      tools: labTools([], () => sampleDiagnosis(member)),
      resources: labResources(member),
      context: null,
    },
    { port: 0, log: createLogger({ name: 'soak', level: 'warn' }) },
  )
  const flags = ['--port', '0', '--data', folder, '--runs', String(chats), '--runs-per-client', String(chats)]
  const node = [process.execPath, '--expose-gc', '--import', collectOnSignal]
  const agent = await startChild([...node, program, ...flags, '--server', `soak=${server.url}/mcp`], {
    OPENAI_API_KEY: key,
    OPENAI_BASE_URL: model.baseUrl,
    MODEL: 'scripted',
  })
  return {
    url: agent.url,
    collect: () => agent.signal('SIGUSR2'),
    model,
    [Symbol.asyncDispose]: async () => {
      await agent.stop()
      await server.close()
      await model.stop()
      await rm(folder, { recursive: true, force: true })
    },
  }
}
