import { readFileSync } from 'node:fs'
import { AppError } from '@ocp-perf/errors'
import { parseDocument } from 'yaml'
import type { z } from 'zod'

const shownProblems = 8

/**
 * Reads a YAML file by a strict schema. `invalid_input` names the file, the entry and the field of every problem;
 * `name` is the file as the message shows it.
 */
export function readYaml<Schema extends z.ZodType>(path: string, name: string, schema: Schema): z.output<Schema> {
  const document = parseDocument(read(path, name))
  const [broken] = document.errors
  if (broken !== undefined) {
    throw refusal(name, [`line ${broken.linePos?.[0].line ?? '?'}: ${broken.message.split('\n')[0] ?? broken.code}`])
  }
  const content: unknown = document.toJS()
  const parsed = schema.safeParse(content)
  if (parsed.success) return parsed.data
  throw refusal(
    name,
    parsed.error.issues.map((issue) => `${place(issue.path, content)}${issue.message}`),
  )
}

/** The one error that a configuration file is refused with. */
export function refusal(name: string, problems: readonly string[]): AppError {
  const more = problems.length > shownProblems ? [`and ${problems.length - shownProblems} more`] : []
  return new AppError('invalid_input', `${name}: ${[...problems.slice(0, shownProblems), ...more].join('; ')}`, {
    hint: `Correct ${name}; docs/metrics.md describes the fields.`,
  })
}

function read(path: string, name: string): string {
  try {
    return readFileSync(path, 'utf8')
  } catch (cause) {
    // The reason stays in the cause: what a reader can act on is which file it was.
    throw new AppError('not_found', `${name} cannot be read`, { hint: `Check that ${path} is a readable file.`, cause })
  }
}

/** `entry etcd_wal_fsync_p99, field bands.watch: ` from a path into the file's content. */
function place(path: readonly PropertyKey[], content: unknown): string {
  const words: string[] = []
  let rest = path
  if (path[0] === 'metrics' && typeof path[1] === 'number') {
    words.push(`entry ${entryName(content, path[1])}`)
    rest = path.slice(2)
  }
  if (rest.length > 0) words.push(`field ${rest.map(String).join('.')}`)
  return words.length === 0 ? '' : `${words.join(', ')}: `
}

function entryName(content: unknown, index: number): string {
  const entries = isObject(content) ? content.metrics : undefined
  const entry: unknown = Array.isArray(entries) ? entries[index] : undefined
  return isObject(entry) && typeof entry.id === 'string' ? entry.id : `${index + 1}`
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null
}
