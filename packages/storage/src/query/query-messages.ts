import { errorCodes } from '@ocp-perf/errors'
import { z } from 'zod'

/** What the process of a query is asked: one question in its life. */
export const questionSchema = z.object({ path: z.string(), sql: z.string(), maxRows: z.int().positive() })
export type Question = z.infer<typeof questionSchema>

const jsonValue = z.json()

/** What it answers: that the file is open and the clock of the query runs, and then how it ended. */
export const answerSchema = z.discriminatedUnion('event', [
  z.object({ event: z.literal('started') }),
  z.object({
    event: z.literal('done'),
    columns: z.array(z.object({ name: z.string(), type: z.string() })),
    rows: z.array(z.array(jsonValue)),
    truncated: z.boolean(),
    tookMs: z.number(),
  }),
  z.object({ event: z.literal('refused'), code: z.enum(errorCodes), message: z.string(), hint: z.string().optional() }),
  z.object({ event: z.literal('failed'), message: z.string() }),
])
export type Answer = z.infer<typeof answerSchema>
