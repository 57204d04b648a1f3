import { faultSchema } from '@ocp-perf/agents/contract'
import { AppError, errorCodes } from '@ocp-perf/errors'
import type { z } from 'zod'

export interface Ask {
  method?: 'GET' | 'POST' | 'PATCH' | 'DELETE'
  body?: unknown
  headers?: Readonly<Record<string, string>>
  signal?: AbortSignal | undefined
  timeoutMs?: number
}

const usualTimeoutMs = 30_000

/** A reply of the agent whose status is good; what it refuses and what does not arrive is an `AppError`. */
export async function send(path: string, ask: Ask = {}): Promise<Response> {
  const { method = 'GET', body, headers = {}, signal, timeoutMs = usualTimeoutMs } = ask
  const limit = new AbortController()
  const timer = setTimeout(() => limit.abort(), timeoutMs)
  try {
    const response = await fetch(path, {
      method,
      headers: { ...headers, ...(body === undefined ? {} : { 'content-type': 'application/json' }) },
      signal: signal === undefined ? limit.signal : AbortSignal.any([signal, limit.signal]),
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    })
    if (!response.ok) throw await refusal(response)
    return response
  } catch (error) {
    if (error instanceof AppError || signal?.aborted) throw error
    if (limit.signal.aborted) {
      throw new AppError('timeout', `The agent did not answer within ${timeoutMs / 1000} s.`, {
        hint: 'Try a shorter time range, or try again in a moment.',
        cause: error,
      })
    }
    throw new AppError('unreachable', 'The agent cannot be reached.', {
      hint: 'Check that it is running and that your network reaches it, then try again.',
      cause: error,
    })
  } finally {
    clearTimeout(timer)
  }
}

/** A JSON reply of the agent, checked against what the contract says. */
export async function request<Schema extends z.ZodType>(
  path: string,
  schema: Schema,
  ask?: Ask,
): Promise<z.infer<Schema>> {
  const response = await send(path, ask)
  const reply = schema.safeParse(await response.json().catch(() => undefined))
  if (reply.success) return reply.data
  throw new AppError('upstream', `The agent's answer to ${path.split('?')[0]} is not what this page understands.`, {
    hint: 'Page and agent may be of different versions: reload the page.',
    cause: reply.error,
  })
}

async function refusal(response: Response): Promise<AppError> {
  const said = faultSchema.safeParse(await response.json().catch(() => undefined))
  if (!said.success) {
    return new AppError('upstream', `The agent answered with status ${response.status}.`, {
      hint: 'Something between this page and the agent may have answered in its place.',
    })
  }
  const { code, message, hint } = said.data
  const known = errorCodes.find((each) => each === code) ?? 'upstream'
  return new AppError(known, message, hint === undefined ? {} : { hint })
}
