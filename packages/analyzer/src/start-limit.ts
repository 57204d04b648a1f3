import { AppError } from '@ocp-perf/errors'

/** Ends a look at a cluster with what is told of it: a start goes on without a cluster that is slow. */
export function startLimit(cluster: string, limitMs: number): AbortSignal {
  const limit = new AbortController()
  const reason = new AppError('timeout', `Cluster ${cluster} did not answer within ${limitMs / 1000} s.`, {
    hint: 'Calls will try it again; get_server_health says which part does not answer.',
  })
  setTimeout(() => limit.abort(reason), limitMs).unref()
  return limit.signal
}
