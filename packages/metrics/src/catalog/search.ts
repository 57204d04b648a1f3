import type { Group, Metric } from '../catalog-schema.ts'

export interface SearchHit {
  metric: Metric
  group: Group
  /** Higher is nearer; 0 where nothing was asked for. */
  score: number
}

export interface SearchOptions {
  /** First part of the group's name: `etcd`, `node` … */
  domain?: string | undefined
}

/** Points for a word found in each field, the more telling the field the more. */
const weights = { id: 5, seed: 5, title: 4, brief: 2, group: 2, unit: 1 } as const

/**
 * Metrics that fit some words, best first. Every word counts where it is found, as a whole word or as the beginning of
 * one; a metric that lacks a word is ranked lower, not left out. No words give everything in the catalog's order.
 */
export function search(groups: Iterable<Group>, text: string, options: SearchOptions = {}): SearchHit[] {
  const wanted = wordsOf(text)
  const exact = text.trim().toLowerCase()
  const hits: SearchHit[] = []
  for (const group of groups) {
    if (options.domain !== undefined && domainOf(group) !== options.domain) continue
    for (const metric of group.metrics) {
      const score = rate(metric, group, wanted, exact)
      if (score > 0 || wanted.length === 0) hits.push({ metric, group, score })
    }
  }
  return hits.sort((a, b) => b.score - a.score)
}

/** First part of a group's name. */
function domainOf(group: Group): string {
  return group.name.split('/', 1)[0] ?? group.name
}

function rate(metric: Metric, group: Group, wanted: readonly string[], exact: string): number {
  const fields = {
    id: wordsOf(metric.id),
    seed: metric.seed.flatMap(wordsOf),
    title: wordsOf(metric.title),
    brief: wordsOf(metric.brief),
    group: [...wordsOf(group.name), ...wordsOf(group.title), ...wordsOf(group.brief)],
    unit: wordsOf(metric.unit),
  }
  let score = metric.id === exact || metric.seed.includes(exact) ? 100 : 0
  for (const word of wanted) {
    for (const field of Object.keys(weights) as (keyof typeof weights)[]) {
      score += weights[field] * found(word, fields[field])
    }
  }
  return score
}

function found(word: string, words: readonly string[]): number {
  if (words.includes(word)) return 1
  // One or two letters begin too many words to tell anything.
  return word.length > 2 && words.some((other) => other.startsWith(word)) ? 0.5 : 0
}

/** Lower-case words of an id, a title or a question. */
function wordsOf(text: string): string[] {
  return text
    .toLowerCase()
    .split(/[^a-z0-9]+/)
    .filter((word) => word !== '')
}
