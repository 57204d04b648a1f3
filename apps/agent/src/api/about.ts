import { offeredReports, type Servers } from '@ocp-perf/agents'
import { aboutSchema } from '@ocp-perf/agents/contract'
import { z } from 'zod'
import { type Operation, operation } from './operation.ts'

/** Questions about a domain, and the tool without which nobody can answer them. */
export interface SuggestedQuestions {
  id: string
  causes: string
  questions: readonly string[]
}

export interface AboutOptions {
  servers: Servers
  version: string
  model: string | null
  domains: readonly SuggestedQuestions[]
  /** Names of clusters that are simulated. */
  simulated: readonly string[]
}

/** Which clusters a server knows is part of its health. */
const healthSchema = z.object({ clusters: z.array(z.object({ name: z.string() })) })

// A server that connects to its clusters for the first time takes longer than a page should wait; it is told the next time.
const lookMs = 30_000
const waitMs = 4000
// Clusters are configured at a server's start.
const keptMs = 60_000

/** What the page needs to begin. */
export function aboutOperation({ servers, version, model, domains, simulated }: AboutOptions): Operation {
  const namesOf = createClusterNames(servers)
  return operation({
    method: 'get',
    path: '/api/about',
    summary: 'What a page needs to begin.',
    reply: aboutSchema,
    run: async () => {
      const offered = new Set(servers.tools().map(({ name }) => name))
      const up = servers.health().filter(({ state }) => state === 'up')
      const names = await Promise.all(up.map(({ name }) => namesOf(name)))
      return {
        version,
        model,
        clusters: [...new Set(names.flat())].map((name) => ({ name, simulated: simulated.includes(name) })),
        domains: offeredReports(servers),
        questions: domains
          .filter(({ causes }) => offered.has(causes))
          .flatMap(({ id, questions }) => questions.map((text) => ({ domain: id, text }))),
      }
    },
  })
}

/** The clusters that a server knows, as it said lately; none where it has not said yet. */
function createClusterNames(servers: Servers): (server: string) => Promise<readonly string[]> {
  const known = new Map<string, readonly string[]>()
  const asked = new Map<string, { at: number; done: Promise<void> }>()
  const look = async (server: string): Promise<void> => {
    try {
      const { ok, data } = await servers.call('get_server_health', {}, { signal: AbortSignal.timeout(lookMs), server })
      if (ok)
        known.set(
          server,
          healthSchema.parse(data).clusters.map(({ name }) => name),
        )
      else asked.delete(server)
    } catch {
      // The page begins without what one server does not say; its state is on the page as well.
      asked.delete(server)
    }
  }
  return async (server) => {
    let question = asked.get(server)
    if (question === undefined || performance.now() - question.at > keptMs) {
      question = { at: performance.now(), done: look(server) }
      asked.set(server, question)
    }
    if (!known.has(server)) await within(waitMs, question.done)
    return known.get(server) ?? []
  }
}

async function within(limitMs: number, work: Promise<void>): Promise<void> {
  let timer: NodeJS.Timeout | undefined
  const limit = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, limitMs)
  })
  await Promise.race([work, limit])
  clearTimeout(timer)
}
