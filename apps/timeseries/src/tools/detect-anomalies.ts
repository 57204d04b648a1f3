import { anomalyMethods } from '@ocp-perf/stats'
import { z } from 'zod'
import { alertSchema, type DetectedSet, describeAlert, presentDetection } from '../answer/detection-answer.ts'
import { answerText } from '../answer/head.ts'
import { answerSchema } from '../answer/schema.ts'
import { ask } from '../ask/ask.ts'
import { sourceInput, zoneInput } from '../ask/inputs.ts'
import { readLength } from '../ask/resolve-span.ts'
import { pointsIn, samplesOf } from '../ask/series-set.ts'
import { pointColumns } from '../full/detection-columns.ts'
import { seriesTable } from '../full/series-table.ts'
import { seriesTool } from '../series-tool.ts'

export default seriesTool({
  name: 'detect_anomalies',
  title: 'What is unusual',
  description:
    'Find unusual points of any series: when, how far from what was expected, and why. auto needs no tuning; a week of points or more judges by the time of day.',
  input: sourceInput.extend({
    method: z.enum(anomalyMethods).default('auto'),
    threshold: z.number().positive().optional().describe('In units of the method: deviations for zscore, IQRs for iqr'),
    direction: z.enum(['both', 'up', 'down']).default('both'),
    rest: z
      .union([z.string().max(40), z.number()])
      .optional()
      .describe('Quiet time after an alert, such as 4h'),
    zone: zoneInput,
    top: z.int().min(1).max(100).default(10).describe('Alerts shown'),
  }),
  output: answerSchema.extend({
    method: z.string(),
    threshold: z.number().nullable(),
    baseline: z.string(),
    alerts: z.array(alertSchema),
    omitted: z.number(),
    /** Times at which one or more series began to be unusual together. */
    incidents: z.number(),
    /** Series by what could be said of them. */
    judged: z.object({ quiet: z.number(), unusual: z.number(), too_little_data: z.number() }),
  }),
  timeLimitMs: 120_000,
  compute: async (input, context, signal): Promise<DetectedSet> => {
    const set = await ask(input, context, signal)
    const { method, threshold, direction, zone } = input
    const restSeconds = input.rest === undefined ? undefined : readLength(input.rest, 'rest')
    const options = {
      method,
      direction,
      ...(threshold === undefined ? {} : { threshold }),
      ...(restSeconds === undefined ? {} : { restSeconds }),
      ...(zone === undefined ? {} : { zone }),
    }
    const series = set.series.map(samplesOf)
    const detections = await context.kernels.run(
      'detect',
      { series, options },
      { points: pointsIn(set.series), signal },
    )
    return { sets: [set], detections }
  },
  present: presentDetection,
  table: ({ sets, detections }) => {
    const [set] = sets
    return seriesTable(set.series, (_, index) => pointColumns(set.series[index], detections[index]))
  },
  summarize: ({ alerts, omitted, ...answer }) =>
    answerText(answer, [
      `Method ${answer.method}, compared with ${answer.baseline}.`,
      ...alerts.map(describeAlert),
      ...(omitted > 0 ? [`… ${omitted} more alerts.`] : []),
    ]),
})
