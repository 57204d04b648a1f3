import { AppError, type AppErrorOptions, type ErrorCode } from '@ocp-perf/errors'
import { z } from 'zod'
import type { Failure } from './outcome.ts'

/** A reply that is no success, with the beginning of its body. */
export interface FailedReply {
  status: number
  contentType: string
  retryAfter: string | null
  location: string | null
  body: Buffer
}

export interface FailureContext {
  /** The server as messages name it. */
  server: string
  /** The API path that was asked. */
  path: string
  redact: (text: string) => string
  /** Unix seconds, for a Retry-After that is a date. */
  now: () => number
}

const longestMessage = 500

/** How servers say that a query was more than they are willing to do: Prometheus, Thanos, Mimir, VictoriaMetrics. */
const tooLarge =
  /too many (?:samples|series|chunks|points)|maximum resolution|exceed(?:s|ed|ing)?\b.{0,80}\b(?:limit|maximum)|\b(?:limit|maximum)\b.{0,80}\bexceed|query timed out|narrow down|-search\.max/i

const narrow = 'Ask for a shorter window or a larger step, add label matchers, or aggregate fewer series.'

const apiError = z.object({ errorType: z.string(), error: z.string() })
const kubernetesStatus = z.object({ kind: z.literal('Status'), message: z.string() })

/** What a reply other than 2xx means. */
export function httpFailure(reply: FailedReply, context: FailureContext): Failure {
  const said = whatItSaid(reply)
  const text = context.redact(said.text).slice(0, longestMessage)
  const { server, path } = context
  const because = text === '' ? '.' : `: ${text}`
  const answer = `${server} answered ${path} with ${reply.status}${because}`
  const fail = (code: ErrorCode, message: string, options: AppErrorOptions, passing = false): Failure => {
    const wait = retryAfterSeconds(reply.retryAfter, context.now())
    const retryAfter = wait === undefined ? {} : { retryAfterSeconds: wait }
    return { failure: new AppError(code, message, { ...options, ...retryAfter }), passing }
  }

  const { status } = reply
  if (status >= 300 && status < 400) return redirected(reply, context)
  if (said.tooLarge || status === 413 || status === 414) {
    return fail('too_large', `The query is too large for ${server}${because}`, { hint: narrow })
  }
  if ((status === 400 || status === 422) && said.fromApi) {
    return fail('bad_query', `${server} refused the query${because}`, {
      hint: 'Correct the query; the message says what is wrong with it.',
    })
  }
  if (status === 429) {
    return fail('rate_limited', answer, { hint: 'Wait, then ask again; ask for less at once.' }, true)
  }
  const known = byStatus[status]
  if (known !== undefined) return fail(known.code, answer, { hint: known.hint }, known.passing)
  if (status >= 500) return fail('upstream', answer, { hint: serverLog })
  return fail('upstream', answer, {
    hint: 'Check that the URL is that of a Prometheus API, and what a proxy in front of it allows.',
    retryable: false,
  })
}

const serverLog = 'Look at the log of the server; ask again later.'

const byStatus: Readonly<Record<number, { code: ErrorCode; hint: string; passing?: boolean }>> = {
  400: {
    code: 'upstream',
    hint: 'The answer is not from a Prometheus API: check the port and whether the URL must begin with https://.',
  },
  401: {
    code: 'unauthorized',
    hint: 'The token is missing, expired or for another cluster: log in again (`oc login`) or give a valid token.',
  },
  403: {
    code: 'forbidden',
    hint: 'The user needs the cluster role cluster-monitoring-view: `oc adm policy add-cluster-role-to-user cluster-monitoring-view <user>`.',
  },
  404: {
    code: 'not_found',
    hint: 'This is no Prometheus API, or its path prefix is missing from the URL (`--web.route-prefix`).',
  },
  405: { code: 'upstream', hint: 'The server, or a proxy in front of it, takes neither POST nor GET for queries.' },
  408: { code: 'timeout', hint: narrow },
  502: { code: 'upstream', hint: 'The proxy cannot reach Prometheus: check that its pods run.', passing: true },
  503: { code: 'upstream', hint: 'Prometheus is starting or has no ready pod: check its pods.', passing: true },
  504: {
    code: 'timeout',
    hint: `The proxy's time limit passed before Prometheus answered. ${narrow}`,
    passing: true,
  },
}

interface Said {
  text: string
  fromApi: boolean
  tooLarge: boolean
}

function whatItSaid({ body, contentType }: FailedReply): Said {
  const text = body.toString('utf8').trim()
  if (text.startsWith('{')) {
    const json = parseLoosely(text)
    const api = apiError.safeParse(json)
    // A parse error repeats the query, whose words must not be taken for the server's.
    const aboutSyntax = api.success && /parse error|invalid parameter.*parse/.test(api.data.error)
    if (api.success) return { text: api.data.error, fromApi: true, tooLarge: !aboutSyntax && isTooLarge(api.data) }
    const kubernetes = kubernetesStatus.safeParse(json)
    return { text: kubernetes.success ? kubernetes.data.message : '', fromApi: false, tooLarge: false }
  }
  const plain = contentType.startsWith('text/plain') ? (text.split('\n', 1)[0] ?? '') : ''
  return { text: plain, fromApi: false, tooLarge: false }
}

function isTooLarge({ errorType, error }: z.infer<typeof apiError>): boolean {
  return errorType === 'timeout' || tooLarge.test(error)
}

function parseLoosely(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    // A damaged error reply still has its status, which says enough.
    return undefined
  }
}

function redirected(reply: FailedReply, { server, path, redact }: FailureContext): Failure {
  const target = targetOf(reply.location)
  if (/oauth|login|signin|auth/i.test(target)) {
    const failure = new AppError('unauthorized', `${server} sends ${path} to a login page at ${redact(target)}.`, {
      hint: 'Give a bearer token (`oc whoami -t`), and the URL of the API rather than that of the console.',
    })
    return { failure, passing: false }
  }
  const to = target === '' ? 'elsewhere' : `to ${redact(target)}`
  const failure = new AppError('not_found', `${server} redirects ${path} ${to} (${reply.status}).`, {
    hint: 'Give the URL that it redirects to, without /api/v1, as the address of Prometheus.',
  })
  return { failure, passing: false }
}

/** Where a redirect leads, without its query, which may carry tokens. */
function targetOf(location: string | null): string {
  if (location === null) return ''
  const [target = ''] = location.split(/[?#]/, 1)
  return target.replace(/\/\/[^/@]*@/, '//')
}

/** Seconds from `Retry-After`, which is a number of seconds or a date. */
function retryAfterSeconds(header: string | null, now: number): number | undefined {
  if (header === null) return undefined
  if (/^\d{1,9}$/.test(header.trim())) return Number(header)
  const date = Date.parse(header)
  return Number.isNaN(date) ? undefined : Math.max(0, Math.ceil(date / 1000 - now))
}
