import { z } from 'zod'
import { answerText } from '../answer/head.ts'
import { answerQuery, queryAnswerSchema, queryText, shownOfQuery } from '../answer/query-answer.ts'
import { askInflux } from '../ask/ask-influx.ts'
import { seriesTable } from '../full/series-table.ts'
import { seriesTool } from '../series-tool.ts'

const mostRows = 50
const longestCell = 200

export default seriesTool({
  name: 'query_influxdb',
  title: 'InfluxDB',
  description: 'Ask InfluxDB in Flux, InfluxQL or SQL (read only). The query names its own window.',
  input: z.strictObject({
    query: z.string().min(1).max(10_000).describe('Flux (2.x), InfluxQL (1.x, 3.x) or SQL (3.x)'),
    bucket: z.string().max(200).optional().describe('Bucket or database. Default: the configured one'),
    org: z.string().max(200).optional(),
    influxdb: z.string().max(100).optional().describe('InfluxDB by name. Default: the first'),
    ...shownOfQuery,
  }),
  output: queryAnswerSchema.extend({
    /** The answer to what asks for no series, such as SHOW TAG KEYS. */
    table: z
      .object({ columns: z.array(z.string()), rows: z.array(z.array(z.string())), omitted: z.number() })
      .nullable(),
  }),
  compute: async ({ query, bucket, org, influxdb }, context, signal) => ({
    sets: [await askInflux({ query, bucket, org, influxdb }, context, signal)] as const,
  }),
  present: ({ sets: [set] }, input, uri) => {
    const { table } = set
    if (table === undefined) return { ...answerQuery('query_influxdb', set, input, uri), table: null }
    const rows = table.rows.slice(0, mostRows).map((row) => row.map((cell) => cell.slice(0, longestCell)))
    const omitted = table.omitted + table.rows.length - rows.length
    return {
      ...answerQuery('query_influxdb', set, input, null),
      verdict: table.rows.length > 0 ? ('unknown' as const) : ('no_data' as const),
      headline: table.rows.length > 0 ? `${table.rows.length + table.omitted} rows` : 'no rows',
      table: { columns: [...table.columns], rows, omitted },
    }
  },
  table: ({ sets }) => seriesTable(sets.flatMap(({ series }) => series)),
  summarize: ({ table, ...answer }) =>
    table === null
      ? queryText(answer)
      : answerText(answer, [
          table.columns.join(' | '),
          ...table.rows.map((row) => row.join(' | ')),
          ...(table.omitted > 0 ? [`… ${table.omitted} more rows.`] : []),
        ]),
})
