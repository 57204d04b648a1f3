import { z } from 'zod'
import type { AgentTool } from '../../contract/index.ts'
import { takesNodeNames } from '../plan/takes-node-names.ts'
import type { Vocabulary } from '../vocabulary.ts'
import { entryOfTool, indexEntries, meaningOf, type TextEntry } from './text-index.ts'
import { holds, wordsOf } from './words.ts'

/** A metric of the catalog, as far as it is searched for. */
export const knownMetricSchema = z.object({ id: z.string(), title: z.string(), group: z.string(), brief: z.string() })
export type KnownMetric = z.infer<typeof knownMetricSchema>

export type Found = { kind: 'tool'; tool: AgentTool } | { kind: 'metric'; metric: KnownMetric }

export interface SearchIndex {
  /**
   * What fits some words best; undefined where nothing fits at least half of them. Where nodes are named, what can be
   * asked about nodes comes first.
   */
  find(content: readonly string[], question: string, ofNodes: boolean): Found | undefined
}

// An entry that fits fewer of the words that were asked for was not meant.
const leastCoverage = 0.5

/** Ranks tools and metrics by the words of a question (BM25), with the synonyms of the vocabulary. */
export function createIndex(
  tools: readonly AgentTool[],
  metrics: readonly KnownMetric[],
  { synonyms, domains }: Vocabulary,
): SearchIndex {
  const causes = new Set(domains.map((domain) => domain.causes))
  const askable = tools.filter((tool) => tool.read_only && !needsMore(tool) && !causes.has(tool.name))
  const found = new Map<string, Found>()
  for (const tool of askable) found.set(`tool:${tool.name}`, { kind: 'tool', tool })
  for (const metric of metrics) found.set(`metric:${metric.id}`, { kind: 'metric', metric })
  const index = indexEntries([...found].map(([id, each]) => entryOf(id, each)))

  return {
    find: (content, question, ofNodes) => {
      const named = metrics.find(({ id }) => question.toLowerCase().includes(id))
      if (named !== undefined) return { kind: 'metric', metric: named }
      if (content.length === 0) return undefined
      const words = wordsOf(question)
      const meanings = content.map((word) => meaningOf(word, words, synonyms))
      const hits = index.search([...new Set(meanings.flat())].join(' ')).map(({ id, score, queryTerms }) => ({
        found: found.get(id),
        score,
        // A metric that was called by its whole title was meant, else the tool that measures what belongs together.
        exact: preference(found.get(id), words, ofNodes),
        coverage: meanings.filter((terms) => terms.some((term) => queryTerms.includes(term))).length / content.length,
      }))
      const [best] = hits.sort((a, b) => b.coverage - a.coverage || b.exact - a.exact || b.score - a.score)
      return best !== undefined && best.coverage >= leastCoverage ? best.found : undefined
    },
  }
}

function entryOf(id: string, found: Found): TextEntry {
  if (found.kind === 'tool') return entryOfTool(found.tool, id)
  const { metric } = found
  return { id, title: metric.title, name: `${metric.id} ${metric.group}`, text: metric.brief }
}

function needsMore({ input_schema: { required } }: AgentTool): boolean {
  return Array.isArray(required) && required.length > 0
}

function preference(found: Found | undefined, question: readonly string[], ofNodes: boolean): number {
  if (found?.kind === 'metric') return holds(question, found.metric.title) ? 2 : 0
  return found !== undefined && (!ofNodes || takesNodeNames(found.tool)) ? 1 : -1
}
