import { AppError, type ErrorCode, isAbort } from '@ocp-perf/errors'
import { formatValue } from '@ocp-perf/panel'
import { z } from 'zod'
import { withoutSecrets } from '../../connect/server-state.ts'
import type { ModelOptions } from './model-options.ts'

/** Errors of the OpenAI client, as far as they are looked at. */
const statusErrorSchema = z.object({
  status: z.number(),
  code: z.string().nullish().catch(undefined),
  headers: z.instanceof(Headers).optional().catch(undefined),
})

const ownAddress = 'https://api.openai.com/v1'
const mostText = 200

/** A stream that ended before the model had. */
export class CutStream extends Error {
  override readonly name = 'CutStream'
}

/** What went wrong at the model's endpoint, told to whoever configured it. The key is in none of it. */
export function modelFault(error: unknown, options: ModelOptions): AppError {
  if (error instanceof AppError) return error
  if (error instanceof Error && error.name === 'ContextOverflowError') {
    return new AppError('too_large', `The conversation is longer than the model ${options.name} can read.`, {
      hint: 'Begin a new conversation, or set MODEL to one with a larger context.',
    })
  }
  const answered = statusErrorSchema.safeParse(error)
  if (answered.success) return statusFault(answered.data, error, options)
  const place = placeOf(options)
  if (error instanceof CutStream || isBrokenStream(error)) {
    return new AppError('upstream', `The answer of the model ${options.name} was cut off.`, {
      hint: `Ask again; where it happens often, a proxy before ${place} may close streams too early.`,
    })
  }
  if (error instanceof Error && error.name === 'TimeoutError') {
    return new AppError('timeout', `The model ${options.name} was silent for too long.`, {
      hint: 'Ask again, or give it more time by MODEL_TIMEOUT (seconds).',
    })
  }
  if (error instanceof Error && (error.name.includes('Connection') || error.constructor.name.includes('Connection'))) {
    return new AppError('unreachable', `The model's endpoint does not answer at ${place}.`, {
      hint: 'Correct OPENAI_BASE_URL (or BASE_URL), or start what should answer there.',
    })
  }
  return new AppError('upstream', `The model ${options.name} failed: ${told(error, options)}`, {
    hint: `What answers at ${place} (OPENAI_BASE_URL) may not be compatible with OpenAI's Chat Completions.`,
  })
}

/** Whether the connection broke after an answer had begun. */
function isBrokenStream(error: unknown): boolean {
  if (!(error instanceof Error)) return false
  const cause = error.cause instanceof Error ? `${error.cause.name} ${error.cause.message}` : ''
  return /terminated|premature close|socket hang up|other side closed/i.test(`${error.message} ${cause}`)
}

function statusFault(
  { status, code, headers }: z.infer<typeof statusErrorSchema>,
  error: unknown,
  options: ModelOptions,
): AppError {
  const place = placeOf(options)
  const fault = (kind: ErrorCode, message: string, hint: string, rest: { retryable?: boolean } = {}) =>
    new AppError(kind, message, { hint, ...rest, ...retryAfter(headers) })
  // Endpoints repeat a part of the key in this answer.
  if (status === 401)
    return fault('unauthorized', `The model's endpoint ${place} refused the key.`, 'Correct OPENAI_API_KEY.')
  if (status === 403) {
    const hint = `Let the key of OPENAI_API_KEY use it, or name another model by MODEL.`
    return fault('forbidden', `The key may not use the model ${options.name}.`, hint)
  }
  if (status === 404 || code === 'model_not_found') {
    const hint = 'Set MODEL to one that it offers; OPENAI_BASE_URL (or BASE_URL) ends in /v1 as a rule.'
    return fault('not_found', `The endpoint ${place} knows no model ${options.name}.`, hint)
  }
  if (status === 429 && code === 'insufficient_quota') {
    const hint = 'Add credit to the account of OPENAI_API_KEY, or use another key.'
    return fault('rate_limited', "The account of the model's key has no credit left.", hint, { retryable: false })
  }
  if (status === 429) {
    const { retryAfterSeconds: seconds } = retryAfter(headers)
    const when = seconds === undefined ? 'later' : `in ${formatValue(Math.ceil(seconds), 'seconds')}`
    return fault('rate_limited', `The model ${options.name} is asked too much at the moment.`, `Ask again ${when}.`)
  }
  const said = `The model's endpoint ${place} answered ${status}: ${told(error, options)}`
  if (status >= 500 || status === 408) return fault('upstream', said, 'Ask again; the log of the endpoint says why.')
  return fault('upstream', said, 'Look at MODEL, MODEL_TEMPERATURE and OPENAI_BASE_URL.', { retryable: false })
}

function placeOf({ baseUrl }: ModelOptions): string {
  return baseUrl === undefined ? ownAddress : withoutSecrets(baseUrl)
}

function told(error: unknown, { apiKey }: ModelOptions): string {
  const text = error instanceof Error && !isAbort(error) ? error.message : 'it gave no reason'
  return text.replaceAll(apiKey, '***').slice(0, mostText)
}

const secondsSchema = z.coerce.number().nonnegative()

/** Seconds, or a moment. */
function retryAfter(headers: Headers | undefined): { retryAfterSeconds?: number } {
  const said = headers?.get('retry-after')
  if (said === null || said === undefined || said.trim() === '') return {}
  const seconds = secondsSchema.safeParse(said)
  if (seconds.success) return { retryAfterSeconds: seconds.data }
  const moment = Date.parse(said)
  return Number.isNaN(moment) ? {} : { retryAfterSeconds: Math.max(0, (moment - Date.now()) / 1000) }
}
