import { diagnosisSchema, levelWalkSchema, verdictSchema } from '@ocp-perf/panel'
import { z } from 'zod'
import { chartSchema } from './chart.ts'

/** What went wrong, for its reader. */
export const faultSchema = z.object({ code: z.string(), message: z.string(), hint: z.string().optional() })
export type Fault = z.infer<typeof faultSchema>

/** One thing that a run says, in the order it happens. Over SSE: `event:` is the type, `id:` the number within the run from 1. */
export const chatEventSchema = z.discriminatedUnion('type', [
  z.object({
    type: z.literal('start'),
    thread: z.string(),
    /** Names the run for reading on after a cut, and for cancelling. */
    run: z.string(),
    /** Null when no model is configured and the analyst answers. */
    model: z.string().nullable(),
  }),
  /** More of the answer, Markdown. */
  z.object({ type: z.literal('message_delta'), text: z.string() }),
  z.object({
    type: z.literal('tool_start'),
    call: z.string(),
    tool: z.string(),
    title: z.string(),
    server: z.string(),
    args: z.record(z.string(), z.unknown()),
  }),
  z.object({
    type: z.literal('tool_result'),
    call: z.string(),
    ok: z.boolean(),
    /** Milliseconds that it took. */
    ms: z.number(),
    /** Answered from an earlier call with the same arguments. */
    again: z.boolean(),
    /** The text that a model is given. */
    text: z.string(),
    /** Structured content as the tool's output schema says; a panel, a diagnosis, a level walk or whatever else. */
    data: z.unknown().optional(),
    fault: faultSchema.optional(),
  }),
  /** What was found, from one call. */
  z.object({ type: z.literal('diagnosis'), call: z.string(), diagnosis: diagnosisSchema }),
  z.object({ type: z.literal('levels'), call: z.string(), walk: levelWalkSchema }),
  z.object({ type: z.literal('chart'), call: z.string(), chart: chartSchema }),
  /** Questions that lead on. */
  z.object({ type: z.literal('suggestions'), questions: z.array(z.string()) }),
  z.object({ type: z.literal('usage'), input_tokens: z.number(), output_tokens: z.number(), calls: z.number() }),
  z.object({ type: z.literal('error'), fault: faultSchema }),
  /** Always the last one. `budget`: the answer was forced as a limit was reached. */
  z.object({
    type: z.literal('done'),
    reason: z.enum(['answered', 'budget', 'cancelled', 'failed']),
    verdict: verdictSchema.nullable(),
  }),
])
export type ChatEvent = z.infer<typeof chatEventSchema>
export type ChatEventOf<Type extends ChatEvent['type']> = Extract<ChatEvent, { type: Type }>
