import { AppError } from '@ocp-perf/errors'
import { z } from 'zod'
import type { AnswerBuilder } from '../answer/build-answer.ts'

const seriesSchema = z.object({
  name: z.string().optional(),
  tags: z.record(z.string(), z.string()).optional(),
  columns: z.array(z.string()),
  values: z.array(z.array(z.unknown())).optional(),
  partial: z.boolean().optional(),
})

const documentSchema = z.object({
  error: z.string().optional(),
  results: z
    .array(
      z.object({
        error: z.string().optional(),
        partial: z.boolean().optional(),
        messages: z.array(z.object({ text: z.string() })).optional(),
        series: z.array(seriesSchema).optional(),
      }),
    )
    .optional(),
})

type Series = z.infer<typeof seriesSchema>

export interface ReadInfluxQlOptions {
  said: (text: string) => AppError
  /** Unix seconds at which an aggregate without a time is told. */
  end: number
}

/**
 * Reads the documents of a chunked reply to a query with `epoch=u`. An error inside a result, which arrives with status 200, is
 * thrown as `said` makes it.
 */
export async function readInfluxQl(
  documents: AsyncIterable<unknown>,
  builder: AnswerBuilder,
  { said, end }: ReadInfluxQlOptions,
): Promise<void> {
  for await (const document of documents) {
    const parsed = documentSchema.safeParse(document)
    if (!parsed.success) throw notInfluxQl(parsed.error)
    if (parsed.data.error !== undefined) throw said(parsed.data.error)
    for (const result of parsed.data.results ?? []) {
      if (result.error !== undefined) throw said(result.error)
      for (const { text } of result.messages ?? []) builder.warn(text)
      for (const series of result.series ?? []) readSeries(series, builder, end)
      // Every chunk but the last says so; a last one that does was cut by the server's limit of rows.
      builder.setPartial(result.partial === true || result.series?.some(({ partial }) => partial) === true)
    }
  }
}

function notInfluxQl(cause: unknown): AppError {
  return new AppError('upstream', 'The reply is none of the InfluxDB API.', {
    hint: 'Check that the URL is that of InfluxDB itself.',
    retryable: false,
    cause,
  })
}

function readSeries({ name, tags = {}, columns, values = [] }: Series, builder: AnswerBuilder, end: number): void {
  const timeAt = columns.indexOf('time')
  const kinds = columns.map((_, index) => (index === timeAt ? 'time' : kindOf(values, index)))
  const named = (kind: string) => columns.flatMap((column, index) => (kinds[index] === kind ? [column] : []))
  const [numbers, texts] = [named('number'), named('text')]
  const labels = Object.fromEntries(Object.entries(tags).filter(([, value]) => value !== ''))
  if (timeAt < 0 || (numbers.length === 0 && texts.length > 0)) {
    for (const row of values) {
      const cells = columns.map((column, index) => [column, cellText(row[index], index === timeAt)])
      const measurement = name === undefined ? {} : { name }
      builder.tableRow({ ...measurement, ...labels, ...Object.fromEntries(cells) }, timeAt < 0 ? 'untimed' : 'text')
    }
    return
  }
  const block = builder.block(JSON.stringify([name, labels, columns, kinds]), () => ({
    measurement: name,
    labels,
    numbers,
    texts,
  }))
  const indexes = new Map(columns.map((column, index) => [column, index]))
  for (const row of values) {
    const micros = row[timeAt]
    // An aggregate over all time is stamped with the beginning of time, where nobody would look for it.
    const isTimeless = micros === 0 && values.length === 1
    if (isTimeless)
      builder.warn('An aggregate without a beginning has no time; it stands at the end of what was asked for.')
    const time = isTimeless ? end : Number(micros) / 1e6
    const cell = (column: string) => row[indexes.get(column) ?? -1]
    builder.row(
      block,
      time,
      (column) => numberOf(cell(column)),
      (column) => textOf(cell(column)),
    )
  }
}

/** By the first value there is; a column of nulls is a number that never came. */
function kindOf(values: readonly (readonly unknown[])[], index: number): 'number' | 'text' {
  const first = values.find((row) => row[index] !== null && row[index] !== undefined)?.[index]
  return typeof first === 'string' ? 'text' : 'number'
}

/** The value of a JSON cell; NaN for what is no number. */
export function numberOf(cell: unknown): number {
  if (typeof cell === 'number') return cell
  return typeof cell === 'boolean' ? Number(cell) : Number.NaN
}

export function textOf(cell: unknown): string | undefined {
  return typeof cell === 'string' ? cell : undefined
}

export function cellText(cell: unknown, isMicros = false): string {
  if (cell === null || cell === undefined) return ''
  if (isMicros && typeof cell === 'number') return new Date(cell / 1000).toISOString()
  return typeof cell === 'object' ? JSON.stringify(cell) : String(cell)
}
