import { createReadStream } from 'node:fs'
import { createInterface } from 'node:readline'
import type { Readable } from 'node:stream'
import { AppError } from '@ocp-perf/errors'
import type { Samples } from '@ocp-perf/stats'
import { parseTime } from './parse-time.ts'

/** A series as a file of comma-separated values has it. */
export interface SampleFile extends Samples {
  /** The file, or what stands for the standard input. */
  name: string
  /** Times as they were written. */
  stamps: string[]
  /** Whether some times name no zone, and were taken for UTC. */
  isNaive: boolean
}

const hint = 'The first line names the columns, two of which are timestamp and value: timestamp,value'
const notFound: ReadonlySet<unknown> = new Set(['ENOENT', 'ENOTDIR', 'EISDIR', 'EACCES'])

/**
 * Reads columns `timestamp` and `value` (RFC 4180, in any order and case, others are ignored). No value is an empty field,
 * `null` or `NaN`.
 *
 * @param path a file, or `-` for `stdin`
 * @throws AppError `invalid_input` with file and line for what is neither time nor value, `not_found` for no file
 */
export async function readSamples(
  path: string,
  { stdin, signal }: { stdin: Readable; signal: AbortSignal },
): Promise<SampleFile> {
  const name = path === '-' ? 'standard input' : path
  const input = path === '-' ? stdin : createReadStream(path, { signal })
  const reader = createSampleReader(name)
  try {
    for await (const line of createInterface({ input, crlfDelay: Number.POSITIVE_INFINITY })) {
      signal.throwIfAborted()
      reader.take(line)
    }
  } catch (cause) {
    if (!(cause instanceof Error && 'code' in cause && notFound.has(cause.code))) throw cause
    throw new AppError('not_found', `${name} cannot be read.`, {
      hint: 'Name a file of comma-separated values, or -.',
      cause,
    })
  }
  return reader.end()
}

/** Takes lines one after another, so that a file of a million needs no more than its columns. */
export function createSampleReader(name: string) {
  const stamps: string[] = []
  const times = createColumn()
  const values = createColumn()
  let columns: { time: number; value: number } | undefined
  let isNaive = false
  let line = 0
  let open = ''

  function refuse(what: string): AppError {
    return new AppError('invalid_input', `${name}, line ${line}: ${what}`, { hint })
  }

  function take(text: string): void {
    line++
    const record = open === '' ? text : `${open}\n${text}`
    // A quoted field may have line breaks, so that its record goes on.
    open = record.includes('"') && (record.split('"').length - 1) % 2 === 1 ? record : ''
    if (open !== '' || record.trim() === '') return
    const fields = record.includes('"') ? splitQuoted(record) : record.split(',')
    if (columns === undefined) columns = findColumns(fields)
    else takeFields(fields, columns)
  }

  function findColumns(fields: readonly string[]) {
    const names = fields.map((field) =>
      field
        .replace(/^\uFEFF/, '')
        .trim()
        .toLowerCase(),
    )
    const [time, value] = [names.indexOf('timestamp'), names.indexOf('value')]
    if (time >= 0 && value >= 0) return { time, value }
    throw refuse(`there is no column ${time < 0 ? 'timestamp' : 'value'}.`)
  }

  function takeFields(fields: readonly string[], at: { time: number; value: number }): void {
    const stamp = (fields[at.time] ?? '').trim()
    const time = parseTime(stamp)
    if (time === undefined) throw refuse(`${JSON.stringify(stamp.slice(0, 40))} is no time.`)
    const written = (fields[at.value] ?? '').trim()
    const value = parseValue(written)
    if (value === undefined) throw refuse(`${JSON.stringify(written.slice(0, 40))} is no number.`)
    isNaive ||= time.isNaive
    stamps.push(stamp)
    times.push(time.seconds)
    values.push(value)
  }

  return {
    take,
    end(): SampleFile {
      if (open !== '') throw refuse('a quoted field does not end.')
      if (columns === undefined) throw refuse('there is no header.')
      return { name, stamps, isNaive, times: times.end(), values: values.end() }
    },
  }
}

function splitQuoted(record: string): string[] {
  const fields = record.match(/(?:^|,)(?:"(?:[^"]|"")*"|[^",]*)/g) ?? []
  return fields.map((field) => {
    const bare = field.replace(/^,/, '')
    return bare.startsWith('"') ? bare.slice(1, -1).replaceAll('""', '"') : bare
  })
}

const missing: ReadonlySet<string> = new Set(['', 'nan', 'null', 'none'])
const infinite = /^([+-]?)inf(?:inity)?$/i

function parseValue(text: string): number | undefined {
  const value = Number(text)
  if (text !== '' && Number.isFinite(value)) return value
  if (missing.has(text.toLowerCase())) return Number.NaN
  const infinity = infinite.exec(text)
  if (infinity === null) return undefined
  return infinity[1] === '-' ? Number.NEGATIVE_INFINITY : Number.POSITIVE_INFINITY
}

/** A column that grows. */
function createColumn() {
  let column = new Float64Array(1024)
  let size = 0
  return {
    push(value: number): void {
      if (size === column.length) {
        const larger = new Float64Array(2 * size)
        larger.set(column)
        column = larger
      }
      column[size++] = value
    },
    end: () => column.slice(0, size),
  }
}
