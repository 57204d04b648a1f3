import type { FetchHandler } from '@ocp-perf/http'
import { may, queryAttributes } from '../kubernetes/access.ts'
import type { Tokens } from '../kubernetes/tokens.ts'

/** Prometheus' API as it stands behind kube-rbac-proxy: whoever may not query is told so in its words. */
export function guardQueries(api: FetchHandler, tokens: Tokens): FetchHandler {
  return async (request) => {
    const caller = tokens.bearerOf(request.headers.get('authorization'))
    if (caller === undefined) return new Response('Unauthorized\n', { status: 401 })
    if (may(caller, queryAttributes)) return await api(request)
    const refusal = `Forbidden (user=${caller.name}, verb=get, resource=prometheuses, subresource=api)\n`
    return new Response(refusal, { status: 403 })
  }
}
