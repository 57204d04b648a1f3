import type { Range } from '../../contract/index.ts'
import type { Domain, Intent, Vocabulary } from '../vocabulary.ts'
import { type ReadNames, readNames } from './read-names.ts'
import { type ReadTimeOptions, readTime } from './read-time.ts'
import type { Found, SearchIndex } from './search-index.ts'
import { holds, wordsOf } from './words.ts'

/** What a question means. */
export interface Understood {
  intent: Intent | undefined
  /** Those that are named, else those whose things are. */
  domains: readonly Domain[]
  range: Range | undefined
  names: ReadNames
  /** The tool or metric that it speaks of. */
  found: Found | undefined
  /** Whether it asks for anything that can be answered. */
  clear: boolean
}

export interface Known {
  vocabulary: Vocabulary
  index: SearchIndex
  nodes: readonly string[]
  time: ReadTimeOptions
}

/** Reads a question: what it wants, of what, when, and of whom. */
export function understand(question: string, { vocabulary, index, nodes, time }: Known): Understood {
  const { range, rest } = readTime(question, time)
  const names = readNames(rest, nodes)
  const plain = withoutNames(rest, names)
  const words = wordsOf(plain)
  const intents = vocabulary.intents.filter(({ phrases }) => phrases.some((phrase) => holds(words, phrase)))
  const [intent] = intents
  const named = vocabulary.domains.filter((domain) => domain.words.some((phrase) => holds(words, phrase)))
  const byThings = mostHits(vocabulary.domains, words)
  const said = new Set([...intents.flatMap(({ phrases }) => held(phrases, words)), ...ignoredWords(vocabulary)])
  const domainWords = new Set(named.flatMap((domain) => held(domain.words, words)))
  const content = words.filter((word) => !said.has(word) && !domainWords.has(word))
  const found = index.find(content, plain, names.nodes.length > 0)
  const specific = named.filter(({ id }) => id !== vocabulary.domains[0]?.id)
  const domains = specific.length > 0 ? specific : byThings.length > 0 ? byThings : named
  // "everything" alone means nothing where the rest was not understood.
  const whole = named.length > 0 && (intent !== undefined || content.length === 0)
  const aboutSomething =
    specific.length > 0 || byThings.length > 0 || whole || found !== undefined || names.nodes.length > 0
  const bare = content.length === 0 && intent !== undefined && intent.does !== 'show'
  const fixed = intent?.does === 'help' || intent?.does === 'call' || intent?.does === 'report'
  return { intent, domains, range, names, found, clear: aboutSomething || bare || fixed }
}

/** Whether a question says nothing but when or of whom, so that it goes on with the one before it. */
export function isContinuation({ intent, domains, range, names, found }: Understood): boolean {
  if (intent?.does === 'continue') return domains.length === 0
  const says = domains.length > 0 || found !== undefined || (intent !== undefined && intent.does !== 'show')
  return !says && (range !== undefined || names.nodes.length > 0)
}

function withoutNames(text: string, { members, unknown, nodes }: ReadNames): string {
  const said = [...members, ...unknown, ...nodes]
  return text
    .split(/\s+/)
    .filter((word) => !said.some((name) => sameName(name, word.toLowerCase().replace(/[^\p{L}\p{N}]+$/u, ''))))
    .join(' ')
}

function sameName(name: string, word: string): boolean {
  const whole = name.toLowerCase()
  return (
    word.length > 0 && /\d/.test(word) && (whole === word || whole.endsWith(`-${word}`) || whole.startsWith(`${word}.`))
  )
}

/** The domains that most of the things belong to that a question names. */
function mostHits(domains: readonly Domain[], words: readonly string[]): Domain[] {
  const hits = domains.map((domain) => ({ domain, words: held(domain.things, words).length }))
  const most = Math.max(...hits.map((hit) => hit.words))
  return most === 0 ? [] : hits.filter((hit) => hit.words === most).map(({ domain }) => domain)
}

/** The words of those phrases that stand in a question. */
function held(phrases: readonly string[], words: readonly string[]): string[] {
  return [...new Set(phrases.filter((phrase) => holds(words, phrase)).flatMap(wordsOf))]
}

function ignoredWords({ ignored }: Vocabulary): string[] {
  return ignored.flatMap(wordsOf)
}
