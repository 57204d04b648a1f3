import type { MetricMetadata } from '@ocp-perf/promql'
import { unescapeText } from './unescape.ts'

/** What `# HELP`, `# TYPE` and `# UNIT` lines say, by the name that they give. */
export interface MetadataReader {
  readonly metadata: ReadonlyMap<string, MetricMetadata>
  /** Takes a line that begins with `#`; comments are passed over. */
  read(line: string): void
}

// A Prometheus knows some ten thousand names; what is above this is not from one.
const mostNames = 100_000
const longestLine = 2 ** 14
// A help text is a sentence or two: an average of 400 characters for each of the names.
const mostCharacters = 40_000_000
const line = /^#[ \t]+(HELP|TYPE|UNIT)[ \t]+(?:"((?:[^"\\]|\\.)*)"|([^\s"]+))(?:[ \t]+(.*))?$/s
const endMark = /^#[ \t]+EOF[ \t]*$/

export function createMetadataReader(): MetadataReader {
  const metadata = new Map<string, MetricMetadata>()
  let characters = 0
  return {
    metadata,
    read(text) {
      if (text.length > longestLine) return
      const [, keyword, quotedName, bareName, rest = ''] = line.exec(text.trimEnd()) ?? []
      const name = bareName ?? unescapeText(quotedName ?? '')
      if (keyword === undefined || !name) return
      const before = metadata.get(name) ?? { type: 'unknown', help: '', unit: '' }
      const after = { ...before, ...fieldOf(keyword, rest) }
      const isNews = !metadata.has(name) || JSON.stringify(after) !== JSON.stringify(before)
      if (!isNews || (!metadata.has(name) && metadata.size >= mostNames)) return
      characters += text.length
      if (characters <= mostCharacters) metadata.set(name, after)
    },
  }
}

function fieldOf(keyword: string, text: string): Partial<MetricMetadata> {
  if (keyword === 'HELP') return { help: unescapeText(text) ?? text }
  if (keyword === 'UNIT') return { unit: text }
  return { type: text === 'untyped' || text === '' ? 'unknown' : text }
}

/** Whether a line is the `# EOF` that ends OpenMetrics. */
export function isEndMark(text: string): boolean {
  return endMark.test(text.trimEnd())
}
