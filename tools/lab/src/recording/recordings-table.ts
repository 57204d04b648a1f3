import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { type Truth, truthSchema } from './truth.ts'

/** The truths of a folder of recordings, by name. A file that is no truth is an error of zod's. */
export function readTruths(folder: string): Truth[] {
  const files = readdirSync(folder).filter((file) => file.endsWith('.json'))
  return files.sort().map((file) => truthSchema.parse(JSON.parse(readFileSync(join(folder, file), 'utf8'))))
}

/** What each recording holds, as a table in Markdown, by cause. */
export function recordingsTable(truths: readonly Truth[]): string {
  const rows = [...truths]
    .sort((one, other) => one.cause.localeCompare(other.cause) || one.name.localeCompare(other.name))
    .map(({ name, cause, member, leader_at_injection: leader, start, injected, end, load }) => {
      const seconds = [injected - start, end - injected].map(Math.round)
      return `| ${[`\`${name}\``, cause, member, leader, ...seconds, `\`${load}\``].join(' | ')} |`
    })
  const head = [
    '| recording | cause | member | led | s before | s of it | steady load |',
    '| --- | --- | --- | --- | --- | --- | --- |',
  ]
  return [...head, ...rows, ''].join('\n')
}
