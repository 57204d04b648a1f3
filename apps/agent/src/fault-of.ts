import type { Fault } from '@ocp-perf/agents/contract'
import { reportError } from '@ocp-perf/errors'

/** What a reader is told of a thrown value. */
export function faultOf(error: unknown): Fault {
  const { code, message, hint } = reportError(error)
  return { code, message, ...(hint === undefined ? {} : { hint }) }
}
