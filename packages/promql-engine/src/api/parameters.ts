import { AppError } from '@ocp-perf/errors'
import { durationSeconds } from '@ocp-perf/promql'
import { z } from 'zod'
import { parseDecimal, parseTime, wholeMilliseconds } from './parse-time.ts'

/** More selectors than any client sends. */
const mostSelectors = 100

/** A moment, as unix milliseconds. */
const time = z.string().transform((text, context) => {
  const parsed = parseTime(text)
  if (parsed !== undefined) return parsed
  context.addIssue(`cannot parse ${quoted(text)} to a valid timestamp`)
  return z.NEVER
})

/** A length, as milliseconds: a number of seconds, or a duration such as `5m`. */
const duration = z.string().transform((text, context) => {
  const milliseconds = wholeMilliseconds(parseDecimal(text) ?? durationSeconds(text) ?? Number.NaN)
  if (milliseconds !== undefined) return milliseconds
  context.addIssue(`cannot parse ${quoted(text)} to a valid duration`)
  return z.NEVER
})

const limit = z.string().transform((text, context) => {
  const count = /^[+-]?\d{1,15}$/.test(text) ? Number(text) : Number.NaN
  if (count >= 0) return count
  context.addIssue(count < 0 ? 'limit must be non-negative' : `cannot parse ${quoted(text)} to a whole number`)
  return z.NEVER
})

// An answer with another look-back than the one that was asked for would be wrong in silence.
const lookback = z.undefined('this server has one look-back for all queries, which its flags name').optional()

const query = z.string().default('')
const match = z.array(z.string()).max(mostSelectors, `at most ${mostSelectors} selectors are read`)

export const instantParameters = z.object({
  query,
  time: time.optional(),
  timeout: duration.optional(),
  limit: limit.optional(),
  lookback_delta: lookback,
})

export const rangeParameters = z.object({
  query,
  start: time,
  end: time,
  step: duration,
  timeout: duration.optional(),
  limit: limit.optional(),
  lookback_delta: lookback,
})

export const exemplarParameters = z.object({ query, start: time.optional(), end: time.optional() })

export const matchParameters = z.object({
  'match[]': match,
  start: time.optional(),
  end: time.optional(),
  limit: limit.optional(),
})

export const metadataParameters = z.object({
  metric: z.string().optional(),
  limit: limit.optional(),
  limit_per_metric: limit.optional(),
})

export const targetParameters = z.object({ state: z.string().optional() })

export const tsdbParameters = z.object({
  limit: limit.refine((count) => count > 0, 'limit must be a positive number').optional(),
})

export const noParameters = z.object({})

/**
 * Reads the parameters that a route knows; as in Prometheus, an empty one counts as absent, of a repeated one the first
 * is read, and others are ignored.
 *
 * @throws AppError `invalid_input` in Prometheus' words, with the name of the parameter.
 */
export function readParameters<Schema extends z.ZodObject>(schema: Schema, form: URLSearchParams): z.infer<Schema> {
  const given = Object.keys(schema.shape).map((name) => {
    return [name, name.endsWith('[]') ? form.getAll(name) : form.get(name) || undefined]
  })
  const parsed = schema.safeParse(Object.fromEntries(given))
  if (parsed.success) return parsed.data
  const [issue] = parsed.error.issues
  const name = String(issue?.path[0] ?? '')
  // Only `start`, `end` and `step` must be there, and Prometheus speaks of them as empty texts.
  const missing = issue?.code === 'invalid_type' && !form.get(name)
  const kind = name === 'step' ? 'duration' : 'timestamp'
  throw invalidParameter(name, missing ? `cannot parse "" to a valid ${kind}` : (issue?.message ?? 'is invalid'))
}

/** @param what in Prometheus' words. */
export function invalidParameter(name: string, what: string): AppError {
  return new AppError('invalid_input', `invalid parameter "${name}": ${what}`)
}

function quoted(text: string): string {
  return JSON.stringify(text.length > 80 ? `${text.slice(0, 80)}…` : text)
}
