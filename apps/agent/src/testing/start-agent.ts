import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { connectServers, createReporter, type Servers } from '@ocp-perf/agents'
import type { Listening } from '@ocp-perf/http'
import { recordingLog } from '@ocp-perf/http/testing'
import { onTestFinished } from 'vitest'
import { type AgentOptions, serveAgent } from '../serve-agent.ts'
import { type Script, scripted } from './scripted.ts'

/** A folder of its own for a test, which goes with it. */
export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'agent-test-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  return folder
}

export interface StartedAgent extends Listening {
  data: string
  log: ReturnType<typeof recordingLog>
}

interface StartOptions extends Partial<Omit<AgentOptions, 'answerer' | 'reporter' | 'servers' | 'log'>> {
  answer?: Script
  servers?: Servers
}

/** An agent on a free port, which ends with its test. */
export async function startAgent({ answer, servers: given, ...options }: StartOptions = {}): Promise<StartedAgent> {
  const log = recordingLog()
  const data = options.data ?? temporaryFolder()
  const servers = given ?? connectServers({ servers: [] })
  const agent = await serveAgent({
    answerer: scripted(answer ?? (async () => ({ reason: 'answered', verdict: 'ok' }))),
    servers,
    reporter: createReporter({ servers }),
    version: '1.2.3',
    port: 0,
    web: join(data, 'no-page'),
    log,
    ...options,
    data,
  })
  onTestFinished(() => agent.close())
  return { ...agent, data, log }
}
