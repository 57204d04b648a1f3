import { AppError } from '@ocp-perf/errors'
import { z } from 'zod'
import type { Turn } from '../../answerer.ts'
import type { Servers } from '../../servers.ts'
import { type Zone, zoneOfTurn } from '../../zone.ts'
import type { Runner } from '../run/create-runner.ts'
import type { Vocabulary } from '../vocabulary.ts'
import { nameLike } from './read-names.ts'
import { createIndex, type KnownMetric, knownMetricSchema } from './search-index.ts'
import { isContinuation, type Understood, understand } from './understand.ts'

/** Reads questions with what the servers know: their tools, the catalog's metrics, the names of nodes. */
export interface Guide {
  read(turn: Turn, runner: Runner): Promise<Understood>
  /** Asks beforehand for what changes with a release only. */
  prepare(signal: AbortSignal): Promise<void>
}

export interface GuideOptions {
  servers: Servers
  vocabulary: Vocabulary
  /** Unix seconds. */
  now: () => number
  /** Of a question that does not say it itself. */
  zone: Zone
}

const metricsUri = 'catalog://metrics'
// A catalog changes with a release.
const keptSeconds = 600

export function createGuide({ servers, vocabulary, now, zone }: GuideOptions): Guide {
  let known: { at: number; metrics: readonly KnownMetric[] } | undefined

  const readMetrics = async (signal: AbortSignal): Promise<readonly KnownMetric[]> => {
    if (known !== undefined && now() - known.at < keptSeconds) return known.metrics
    try {
      known = { at: now(), metrics: z.array(knownMetricSchema).parse(await servers.read(metricsUri, { signal })) }
      return known.metrics
    } catch (error) {
      // Without the catalog the tools are still found by their own words.
      if (error instanceof AppError || error instanceof z.ZodError || signal.aborted) return known?.metrics ?? []
      throw error
    }
  }
  const readNodes = async (turn: Turn, runner: Runner): Promise<readonly string[]> => {
    const tool = servers.tools().find(({ name }) => name === vocabulary.tools.names)
    if (tool === undefined || nameLike(turn.question).length === 0) return []
    const cluster = turn.cluster === undefined ? {} : { cluster: turn.cluster }
    const run = await runner.run({ tool, args: { ...cluster, top: 100 } })
    return namesSchema.parse(run?.answer.data).nodes.map(({ name }) => name)
  }

  return {
    prepare: async (signal) => {
      await readMetrics(signal)
    },
    read: async (turn, runner) => {
      // The catalog is asked for first: it waits for servers that have not answered yet.
      const metrics = await readMetrics(runner.signal)
      const nodes = await readNodes(turn, runner)
      const index = createIndex(servers.tools(), metrics, vocabulary)
      const time = { now: now(), zone: zoneOfTurn(turn, zone) }
      const read = understand(turn.question, { vocabulary, index, nodes, time })
      const before = turn.earlier.at(-1)
      if (before === undefined || !isContinuation(read)) return read
      const first = understand(before.question, { vocabulary, index, nodes, time })
      const names = read.names.nodes.length > 0 ? read.names : first.names
      return { ...first, range: read.range ?? first.range, names }
    },
  }
}

const namesSchema = z.object({ nodes: z.array(z.object({ name: z.string() })) }).catch({ nodes: [] })
