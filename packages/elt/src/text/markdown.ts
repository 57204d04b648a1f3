import type { Verdict } from '@ocp-perf/panel'
import { type Column, type Table, type TableRow, withoutTwins } from '../tables/table.ts'
import { verdictWords } from '../tables/words.ts'
import { harmless, isWebAddress } from './harmless.ts'

const marks: Readonly<Record<Verdict, string>> = {
  ok: '✓',
  watch: '◷',
  degraded: '▲',
  critical: '✖',
  no_data: '∅',
  unknown: '?',
}

/** A verdict as shape and word: `▲ degraded`. */
export const verdictMark = (verdict: Verdict): string => `${marks[verdict]} ${verdictWords[verdict]}`

/**
 * A text on one line that means itself and no markup, in GitHub's and CommonMark's Markdown and within a table: what
 * starts code, emphasis, links, tags, entities, tables and mentions is escaped, and so is what would become a link by
 * itself; an underscore between letters is left to be read.
 */
export function words(text: string): string {
  return harmless(text)
    .replace(/\s+/g, ' ')
    .trim()
    .replace(/[\\`*[\]<>|~]|(?<![\p{L}\p{N}])_|_(?![\p{L}\p{N}])/gu, '\\$&')
    .replace(/&(?=#?\w+;)/g, '\\&')
    .replace(/!(?=\\\[)/g, '\\!')
    .replace(/@(?=\w)/g, '@\u200b')
    .replace(/\b(https?|ftp):\/\//gi, '$1\\://')
    .replace(/\b(www)\./gi, '$1\\.')
    .replace(/^([-+=#])/, '\\$1')
    .replace(/^(\d+)([.)])(?=\s|$)/, '$1\\$2')
}

/** A command in a block of its own; the fence is longer than any in it. */
export function codeBlock(text: string, indent = ''): string {
  const longest = Math.max(2, ...(text.match(/`+/g) ?? []).map(({ length }) => length))
  const fence = '`'.repeat(longest + 1)
  const lines = [`${fence}sh`, ...harmless(text).split('\n'), fence]
  return lines.map((line) => `${indent}${line}`).join('\n')
}

/** An address as a link where it is one of the web; else as text. */
export const address = (text: string): string => (isWebAddress(text) ? `<${text}>` : words(text))

/** A table of at most so many rows, which says how many it left out. `keys` chooses columns; without, all are shown. */
export function markdownTable(given: Table, most: number, keys?: readonly string[]): string {
  const table = withoutTwins(given)
  const chosen = table.columns.flatMap((column, index) => {
    return keys === undefined || keys.includes(column.key) ? [{ column, index }] : []
  })
  const head = chosen.map(({ column }) => words(column.title))
  const rule = chosen.map(({ column }) => (isRight(column) ? '--:' : '---'))
  const body = table.rows.slice(0, most).map((row) => chosen.map(({ column, index }) => cellText(row, index, column)))
  const left = table.omitted + Math.max(0, table.rows.length - most)
  const lines = [head, rule, ...body].map((cells) => `| ${cells.join(' | ')} |`)
  return `${lines.join('\n')}\n${left > 0 ? `\n… and ${left} more.\n` : ''}`
}

const isRight = ({ kind }: Column): boolean => kind === 'number' || kind === 'time'

function cellText({ cells }: TableRow, index: number, { kind }: Column): string {
  const cell = cells[index]
  if (cell === undefined) return ''
  return kind === 'verdict' && cell.verdict !== undefined ? verdictMark(cell.verdict) : words(cell.text)
}
