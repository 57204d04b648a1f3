import { AppError, type ErrorCode } from '@ocp-perf/errors'
import type { Failure, PromFetchResponse } from '@ocp-perf/promql'
import { z } from 'zod'
import { narrower } from '../answer/build-answer.ts'
import { isTelling, serverSaid } from './server-said.ts'

export interface FailureContext {
  /** The server as messages name it. */
  server: string
  path: string
  redact: (text: string) => string
}

const beginningBytes = 64 * 1024

const said = z.object({ message: z.string().optional(), error: z.string().optional() })

const unauthorizedHint =
  'The token (2.x, 3.x) or username and password (1.x) are missing or wrong: correct them in config/influxdb.yaml or the environment.'

const byStatus: Readonly<Record<number, { code: ErrorCode; hint: string; passing?: boolean }>> = {
  401: { code: 'unauthorized', hint: unauthorizedHint },
  403: { code: 'forbidden', hint: 'Let this token or user read that bucket (database).' },
  404: {
    code: 'not_found',
    hint: 'The server has no such API: check the URL and version (Flux needs 2.x, or 1.8 with flux-enabled; SQL needs 3.x).',
  },
  405: { code: 'upstream', hint: 'A proxy in front of the server refuses the method.' },
  408: { code: 'timeout', hint: narrower },
  413: { code: 'too_large', hint: narrower },
  429: { code: 'rate_limited', hint: 'Wait, then ask again; ask for less at once.', passing: true },
  502: { code: 'upstream', hint: 'The proxy cannot reach InfluxDB: check that it runs.', passing: true },
  503: { code: 'upstream', hint: 'InfluxDB is starting or overloaded: ask again later.', passing: true },
  504: { code: 'timeout', hint: `The proxy's time limit passed before InfluxDB answered. ${narrower}`, passing: true },
}

/** What a reply that is no success means; `undefined` for one that can be read. */
export async function httpFailure(response: PromFetchResponse, context: FailureContext): Promise<Failure | undefined> {
  const { status, headers } = response
  const contentType = headers.get('content-type') ?? ''
  const isPage = contentType.startsWith('text/html')
  if (status >= 200 && status < 300 && !isPage) return undefined
  const body = await readBeginning(response)
  if (status >= 300 && status < 400) return lasting(redirected(status, headers.get('location'), context))
  if (isPage) return lasting(page(status, body, context))
  const text = context.redact(textOf(body, contentType))
  const known = byStatus[status]
  const seconds = Number(headers.get('retry-after') ?? Number.NaN)
  const retryAfter = Number.isFinite(seconds) ? { retryAfterSeconds: Math.max(0, seconds) } : {}
  // Below 500 the server's own words say more than its status, except that they let nobody in.
  if ((text !== '' && (status === 400 || status === 422)) || (status === 404 && isTelling(text))) {
    return lasting(serverSaid(text, context.server))
  }
  const answer = `${context.server} answered ${context.path} with ${status}${text === '' ? '' : `: ${text.slice(0, 500)}`}.`
  if (known !== undefined) {
    return {
      failure: new AppError(known.code, answer, { hint: known.hint, ...retryAfter }),
      passing: known.passing === true,
    }
  }
  if (status >= 500 && isTelling(text)) return lasting(serverSaid(text, context.server))
  return lasting(new AppError('upstream', answer, { hint: 'Look at the log of the server.', retryable: status >= 500 }))
}

const lasting = (failure: AppError): Failure => ({ failure, passing: false })

function redirected(status: number, location: string | null, { server, path, redact }: FailureContext): AppError {
  const [target = ''] = (location ?? '').split(/[?#]/, 1)
  const to = redact(target.replace(/\/\/[^/@]*@/, '//'))
  const isLogin = /oauth|login|signin/i.test(to)
  return new AppError(
    isLogin ? 'unauthorized' : 'not_found',
    `${server} redirects ${path} to ${to === '' ? 'elsewhere' : to} (${status}).`,
    {
      hint: isLogin
        ? 'Give the URL of InfluxDB itself, not of the login in front of it.'
        : 'Give the URL that it redirects to.',
    },
  )
}

function page(status: number, body: string, { server }: FailureContext): AppError {
  const isLogin = /type=["']?password|log ?in|sign ?in/i.test(body)
  return new AppError(isLogin ? 'unauthorized' : 'upstream', `${server} answered with a web page (${status}).`, {
    hint: 'Give the URL of the InfluxDB API itself, usually port 8086 or 8181; a proxy or console answers here.',
    retryable: !isLogin && status >= 502 && status <= 504,
  })
}

async function readBeginning({ body }: PromFetchResponse): Promise<string> {
  const chunks: Uint8Array[] = []
  let length = 0
  for await (const chunk of body ?? []) {
    chunks.push(chunk)
    length += chunk.byteLength
    if (length >= beginningBytes) break
  }
  return Buffer.concat(chunks).toString('utf8')
}

function textOf(body: string, contentType: string): string {
  const parsed = said.safeParse(parseLoosely(body))
  if (parsed.success) return parsed.data.message ?? parsed.data.error ?? ''
  return contentType.startsWith('text/plain') ? (body.trim().split('\n', 1)[0] ?? '') : ''
}

function parseLoosely(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    // Not every failure is told in JSON; its status says enough then.
    return undefined
  }
}
