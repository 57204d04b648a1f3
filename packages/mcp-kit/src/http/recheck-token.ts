import { AppError } from '@ocp-perf/errors'
import type { Authenticate, Caller, Log } from '@ocp-perf/http'

interface RecheckOptions {
  authenticate: Authenticate
  token: string
  /** Who the token named when the connection began. */
  caller: Caller
  everyMs: number
  log: Log
  /** Called once, when the token no longer stands for the caller; nothing is checked from then on. */
  onRefused(): void
}

const checkLimitMs = 10_000
// An authenticator that is away for a moment ends no connection; one that stays away vouches for nobody.
const maxFailedChecks = 3

/** Checks a token again and again until the function that it returns is called. */
export function recheckToken({ authenticate, token, caller, everyMs, log, onRefused }: RecheckOptions): () => void {
  const stopped = new AbortController()
  let failedChecks = 0
  let timer: NodeJS.Timeout

  const stands = async (): Promise<boolean> => {
    try {
      const signal = AbortSignal.any([stopped.signal, AbortSignal.timeout(checkLimitMs)])
      const { subject } = await authenticate(token, signal)
      failedChecks = 0
      return subject === caller.subject
    } catch (error) {
      if (isRefusal(error)) return false
      failedChecks++
      if (!stopped.signal.aborted) log.error({ err: error }, 'The token of an open connection could not be checked')
      return failedChecks < maxFailedChecks
    }
  }
  const check = async () => {
    const isGood = await stands()
    if (stopped.signal.aborted) return
    if (isGood) schedule()
    else onRefused()
  }
  const schedule = () => {
    timer = setTimeout(() => void check(), everyMs).unref()
  }
  schedule()
  return () => {
    clearTimeout(timer)
    stopped.abort()
  }
}

function isRefusal(error: unknown): boolean {
  return error instanceof AppError && (error.code === 'unauthorized' || error.code === 'forbidden')
}
