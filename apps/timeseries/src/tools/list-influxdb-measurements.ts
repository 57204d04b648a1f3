import { nearNames } from '@ocp-perf/errors'
import { verdictSchema } from '@ocp-perf/panel'
import { z } from 'zod'
import { moment } from '../answer/figure.ts'
import { tool } from '../context.ts'

export default tool({
  name: 'list_influxdb_measurements',
  title: 'Measurements of an InfluxDB',
  description:
    'Which measurements a bucket (or database) has, with their fields and tags. Without a bucket, which buckets there are.',
  effect: 'read',
  input: z.strictObject({
    bucket: z.string().max(200).optional().describe('Bucket or database. Default: the configured one'),
    match: z.string().max(200).default('').describe('Part of a name'),
    limit: z.int().min(1).max(200).default(30),
    org: z.string().max(200).optional(),
    influxdb: z.string().max(100).optional().describe('InfluxDB by name. Default: the first'),
  }),
  output: z.object({
    verdict: verdictSchema,
    headline: z.string(),
    source: z.string(),
    bucket: z.string().nullable(),
    buckets: z.array(z.string()),
    now: z.number(),
    measurements: z.array(
      z.object({
        name: z.string(),
        fields: z.array(z.object({ name: z.string(), type: z.string() })),
        tags: z.array(z.string()),
      }),
    ),
    omitted: z.number(),
  }),
  run: async ({ bucket, match, limit, org, influxdb }, { influx, now }, signal) => {
    const client = influx.source(influxdb)
    const source = influx.nameOf(influxdb)
    const chosen = bucket ?? client.settings.bucket
    const buckets = [...(await client.buckets({ org }, { signal }))]
    const head = { source, buckets, now: now() }
    if (chosen === undefined) {
      return {
        ...head,
        verdict: buckets.length > 0 ? ('unknown' as const) : ('no_data' as const),
        headline: `${source} has the buckets ${buckets.join(', ') || '(none)'}; give one as bucket`,
        bucket: null,
        measurements: [],
        omitted: 0,
      }
    }
    const all = await client.measurements(chosen, { org }, { signal })
    const fitting = all.filter(({ name }) => name.toLowerCase().includes(match.toLowerCase()))
    return {
      ...head,
      verdict: fitting.length > 0 ? ('unknown' as const) : ('no_data' as const),
      headline: headlineOf(
        chosen,
        match,
        fitting.length,
        all.map(({ name }) => name),
      ),
      bucket: chosen,
      measurements: fitting
        .slice(0, limit)
        .map(({ name, fields, tags }) => ({ name, fields: [...fields], tags: [...tags] })),
      omitted: Math.max(0, fitting.length - limit),
    }
  },
  summarize: ({ verdict, headline, measurements, omitted, now }) =>
    [
      `${verdict}: ${headline}`,
      ...measurements.map(
        ({ name, fields, tags }) =>
          `${name}: ${fields.map((field) => `${field.name} (${field.type})`).join(', ')}${tags.length > 0 ? `; tags ${tags.join(', ')}` : ''}`,
      ),
      ...(omitted > 0 ? [`… ${omitted} more; give match, or a higher limit.`] : []),
      `Now is ${moment(now)}.`,
    ].join('\n'),
})

function headlineOf(bucket: string, match: string, fitting: number, all: readonly string[]): string {
  if (fitting > 0) return `${fitting} of ${all.length} measurements of ${bucket} fit`
  if (all.length === 0) return `${bucket} has no measurements`
  const near = nearNames(match, all)
  return `no measurement of ${bucket} fits ${JSON.stringify(match)}${near.length > 0 ? `; did you mean ${near.join(', ')}?` : ''}`
}
