import type { Fault } from '@ocp-perf/agents/contract'
import { reportError } from '@ocp-perf/errors'

/** Any thrown value as the page shows it. */
export function faultOf(error: unknown): Fault {
  const { code, message, hint } = reportError(error)
  if (code === 'internal') {
    return {
      code,
      message: 'This page could not go on because of a bug in it.',
      hint: 'Reload the page. Please report it if it happens again.',
    }
  }
  return { code, message, ...(hint === undefined ? {} : { hint }) }
}
