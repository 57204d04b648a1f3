import MiniSearch from 'minisearch'
import { z } from 'zod'
import type { AgentTool } from '../../contract/index.ts'
import type { Vocabulary } from '../vocabulary.ts'
import { holds, searchWords, wordsOf } from './words.ts'

/** Something that is found by its words. */
export interface TextEntry {
  id: string
  title: string
  name: string
  text: string
}

/** Ranks entries by words (BM25): a title counts more than a name, and a name more than the rest. */
export function indexEntries(entries: readonly TextEntry[]): MiniSearch<TextEntry> {
  const index = new MiniSearch<TextEntry>({
    fields: ['title', 'name', 'text'],
    tokenize: searchWords,
    searchOptions: {
      boost: { title: 3, name: 2 },
      prefix: (term) => term.length > 3,
      fuzzy: (term) => term.length > 5 && 0.15,
    },
  })
  index.addAll(entries)
  return index
}

/** A tool by its own words and the names of what it takes. */
export function entryOfTool({ title, name, description, input_schema: schema }: AgentTool, id = name): TextEntry {
  const properties = z.record(z.string(), z.unknown()).safeParse(schema.properties)
  return { id, title, name, text: `${description} ${Object.keys(properties.data ?? {}).join(' ')}` }
}

/** The terms that a word of a question is searched by: its own, and those of the synonyms that it belongs to. */
export function meaningOf(
  word: string,
  question: readonly string[],
  synonyms: Vocabulary['synonyms'],
): readonly string[] {
  return [
    ...searchWords(word),
    ...synonyms
      .filter(({ say }) => say.some((phrase) => wordsOf(phrase).includes(word) && holds(question, phrase)))
      .flatMap(({ mean }) => mean.flatMap(searchWords)),
  ]
}

/** The tools that fit some words, the best first. */
export function rankTools(
  tools: readonly AgentTool[],
  text: string,
  { synonyms, ignored }: Pick<Vocabulary, 'synonyms' | 'ignored'>,
): AgentTool[] {
  const words = wordsOf(text)
  const unmeant = new Set(ignored.flatMap(wordsOf))
  const terms = words.filter((word) => !unmeant.has(word)).flatMap((word) => meaningOf(word, words, synonyms))
  const hits = indexEntries(tools.map((tool) => entryOfTool(tool))).search([...new Set(terms)].join(' '))
  return hits.flatMap(({ id }) => tools.find(({ name }) => name === id) ?? [])
}
