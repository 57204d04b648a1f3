import { unitSchema } from '@ocp-perf/panel'
import { z } from 'zod'

/** A metric over time, as it is drawn. */
export const chartSchema = z.object({
  metric: z.string(),
  title: z.string(),
  unit: unitSchema,
  /** The cluster it was measured in. */
  cluster: z.string(),
  series: z.array(
    z.object({
      /** What tells it from the others: `m2`, `worker-1 eth0`. */
      name: z.string(),
      /** Unix seconds and value; null where there is no sample. */
      points: z.array(z.tuple([z.number(), z.number().nullable()])),
    }),
  ),
  /** The limit that is drawn, with the document that says so. */
  limit: z
    .object({ value: z.number(), verdict: z.enum(['watch', 'degraded', 'critical']), source: z.string() })
    .nullable(),
  /** When the trouble began, unix seconds. */
  onset: z.number().nullable(),
  /** Series that are not drawn. */
  omitted: z.number(),
})
export type Chart = z.infer<typeof chartSchema>
