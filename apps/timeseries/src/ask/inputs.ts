import { AppError } from '@ocp-perf/errors'
import { z } from 'zod'

const longestQuery = 10_000

export const promqlText = z.string().min(1).max(longestQuery)

const when = z.string().max(40)

/** A length of time, or seconds; what is none of both is refused where it is read, with the forms that are. */
const length = z.union([z.string().max(40), z.number()])

/** Which part of time is asked for. The default is stated and not filled in: see `windowInput` of the analyzers. */
export const spanInput = z.strictObject({
  duration: when.optional().meta({ default: '1h' }).describe('Length up to end_time, such as 15m or 14d'),
  start_time: when.optional().describe('RFC 3339, unix seconds, now-6h, or 6h for that long ago'),
  end_time: when.optional().describe('Default now'),
  step: length.optional().describe('Between points: 30s, or seconds. Default fits the window'),
})

/** Where a series comes from: PromQL of a cluster, or a query of an InfluxDB. */
export const sourceInput = spanInput.extend({
  prometheus_query: promqlText.optional().describe('PromQL; this or influxdb_query'),
  cluster: z.string().max(100).optional().describe('Prometheus by name. Default: the current one'),
  influxdb_query: z.string().min(1).max(longestQuery).optional().describe('Flux, InfluxQL or SQL'),
  influxdb: z.string().max(100).optional().describe('InfluxDB by name. Default: the first'),
  bucket: z.string().max(200).optional().describe('Bucket or database'),
  org: z.string().max(200).optional(),
})
export type SourceInput = z.output<typeof sourceInput>
export type SpanInput = z.output<typeof spanInput>

/** Whose days and midnights are meant. */
export const zoneInput = z
  .string()
  .max(60)
  .refine(isZone, { error: 'is no time zone that is known; write one as Europe/Berlin or UTC' })
  .optional()
  .describe('IANA time zone of days. Default UTC')

function isZone(name: string): boolean {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: name }).resolvedOptions().timeZone !== ''
  } catch {
    // The only way in which a zone that is not known is told.
    return false
  }
}

/** How much of an answer is shown. */
export const shownInput = {
  top: z.int().min(1).max(100).default(10).describe('Series shown'),
}

export type Asked = { kind: 'prometheus'; query: string } | { kind: 'influxdb'; query: string }

/** The one query that a call brought; `invalid_input` for none or two. */
export function theQuery({ prometheus_query, influxdb_query }: SourceInput): Asked {
  if (prometheus_query !== undefined && influxdb_query === undefined)
    return { kind: 'prometheus', query: prometheus_query }
  if (influxdb_query !== undefined && prometheus_query === undefined) return { kind: 'influxdb', query: influxdb_query }
  const given = prometheus_query === undefined ? 'Neither' : 'Both'
  throw new AppError(
    'invalid_input',
    `${given} of prometheus_query and influxdb_query ${given === 'Both' ? 'are' : 'is'} given.`,
    {
      hint: 'Give one of the two; aggregate_time_series and correlate take both.',
    },
  )
}
