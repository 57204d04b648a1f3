import { z } from 'zod'
import { answerQuery, queryAnswerSchema, queryText, shownOfQuery } from '../answer/query-answer.ts'
import { askPrometheus } from '../ask/ask-prometheus.ts'
import { promqlText, spanInput } from '../ask/inputs.ts'
import { seriesTable } from '../full/series-table.ts'
import { seriesTool } from '../series-tool.ts'

export default seriesTool({
  name: 'query_prometheus',
  title: 'PromQL',
  description: 'Ask any PromQL, over a window or, without one, for this moment. Gives each series in figures.',
  input: spanInput.extend({
    query: promqlText.describe('PromQL'),
    cluster: z.string().max(100).optional().describe('Default: the current one'),
    ...shownOfQuery,
  }),
  output: queryAnswerSchema,
  compute: async ({ top: _, points: __, query, cluster, ...span }, context, signal) => ({
    sets: [await askPrometheus({ ...span, query, cluster, instant: true }, context, signal)] as const,
  }),
  present: ({ sets: [set] }, input, uri) => answerQuery('query_prometheus', set, input, uri),
  table: ({ sets }) => seriesTable(sets.flatMap(({ series }) => series)),
  summarize: queryText,
})
