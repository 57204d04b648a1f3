import { recordingLog } from '@ocp-perf/http/testing'
import type { Diagnosis } from '@ocp-perf/panel'
import { onTestFinished } from 'vitest'
import type { SaidEvent } from '../answerer.ts'
import { createChatAgent } from '../chat/create-chat-agent.ts'
import type { ChatBudget } from '../chat/desk.ts'
import type { ModelOptions } from '../chat/model/model-options.ts'
import { connectServers } from '../connect/connect-servers.ts'
import { askerOf } from './ask-answerer.ts'
import { sampleDiagnosis } from './sample-diagnosis.ts'
import { type Step, scriptModel, wants } from './script-model.ts'
import { type Asked, labResources, labTools, labVocabulary } from './small-lab.ts'
import { echo, numbered, slowTool, startServer } from './start-server.ts'

export interface ChatLab {
  steps: readonly Step[]
  member?: string
  diagnose?: () => Promise<Diagnosis> | Diagnosis
  budget?: Partial<ChatBudget>
  model?: Partial<ModelOptions>
}

/** The key of the endpoint, which answers to no other. */
export const key = 'sk-canary-5e1f'

/** A chat agent over one real MCP server and one scripted endpoint. */
export async function startLab({ steps, member = 'm2', diagnose, budget, model }: ChatLab) {
  const asked: Asked = []
  const changed: string[] = []
  const more = Array.from({ length: 20 }, (_, at) => numbered(at))
  const tools = [...labTools(asked, diagnose ?? (() => sampleDiagnosis(member))), echo, slowTool(changed), ...more]
  const server = await startServer({ name: 'lab', tools, resources: labResources(member) })
  const sent: string[] = []
  const servers = connectServers({
    servers: [{ name: 'lab', url: server.url }],
    fetch: (url, init) => {
      const body = String(init?.body)
      if (body.includes('tools/call')) sent.push(body)
      return fetch(url, init)
    },
  })
  onTestFinished(() => servers.close())
  const { baseUrl, requests, stop } = await scriptModel(key, steps)
  onTestFinished(() => stop())
  const log = recordingLog()
  const agent = createChatAgent({
    servers,
    vocabulary: labVocabulary,
    model: { apiKey: key, baseUrl, name: 'scripted', ...model },
    log,
    ...(budget === undefined ? {} : { budget }),
  })
  const events: SaidEvent[] = []
  const askAgent = askerOf(agent, (event) => events.push(event))
  const ask: typeof askAgent = (...turn) => {
    events.length = 0
    return askAgent(...turn)
  }
  return { ask, agent, asked, changed, sent, requests, events, log }
}

/** A step that looks at etcd. */
export const looks = wants(['diagnose_etcd', { duration: '1h' }])
