import { AppError } from '@ocp-perf/errors'
import type { PromFetchResponse } from './fetch.ts'
import { type FailureContext, httpFailure } from './http-failure.ts'
import type { Outcome } from './outcome.ts'
import { type ReadLimits, readBeginning, readBody } from './read-body.ts'

/** Enough of an error's body to find its message, and of a page to see what it is. */
const beginningBytes = 64 * 1024

/** The body of a 2xx reply that can be JSON; anything else is a failure with its reason. */
export async function readReply(
  response: PromFetchResponse,
  limits: Omit<ReadLimits, 'server'>,
  context: FailureContext,
): Promise<Outcome<Buffer>> {
  const { status, headers } = response
  const contentType = headers.get('content-type') ?? ''
  if (status >= 200 && status < 300) {
    const body = await readBody(response, { ...limits, server: context.server })
    return isPage(body, contentType) ? { failure: pageInstead(body, context.server), passing: false } : { value: body }
  }
  const body = await readBeginning(response, beginningBytes)
  const retryAfter = headers.get('retry-after')
  return httpFailure({ status, contentType, retryAfter, location: headers.get('location'), body }, context)
}

/** Reads and forgets a body, so that its connection can be used again. */
export async function discardReply(response: PromFetchResponse): Promise<void> {
  await readBeginning(response, beginningBytes)
}

function isPage(body: Buffer, contentType: string): boolean {
  return contentType.startsWith('text/html') || /^\s*</.test(body.toString('latin1', 0, 64))
}

function pageInstead(body: Buffer, server: string): AppError {
  if (/type=["']?password|oauth|log ?in|sign ?in/i.test(body.toString('utf8', 0, beginningBytes))) {
    return new AppError('unauthorized', `${server} answered with a login page instead of JSON.`, {
      hint: 'Give a bearer token (`oc whoami -t`); a browser session does not count here.',
    })
  }
  return new AppError('upstream', `${server} answered with a web page instead of JSON.`, {
    hint: 'Give the URL of the Prometheus API itself (on OpenShift the Route thanos-querier), with its path prefix.',
    retryable: false,
  })
}
