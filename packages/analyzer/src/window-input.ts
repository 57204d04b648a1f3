import { z } from 'zod'

/** One cluster of `clusters.yaml`. */
export const clusterInput = z.strictObject({
  cluster: z.string().max(100).optional().describe('Default: the current one'),
})

/**
 * What every tool over a time window takes. The default length is stated but not filled in, so that a start without an
 * end is told apart from a length that was asked for.
 */
export const windowInput = clusterInput.extend({
  duration: z.string().max(40).optional().meta({ default: '1h' }).describe('Length, such as 15m, 1h30m, 7d'),
  start_time: z.string().max(40).optional().describe('RFC 3339, unix seconds or now-6h'),
  end_time: z.string().max(40).optional().describe('Default now'),
  top: z.int().min(1).max(100).default(10).describe('Rows per metric'),
})
