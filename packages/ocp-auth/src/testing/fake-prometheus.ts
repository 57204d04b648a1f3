import type { IncomingMessage, ServerResponse } from 'node:http'
import { callerOf, type FakeUser } from './fake-user.ts'
import { readBody, sendJson } from './replies.ts'

/** Answers every query with one sample, as Prometheus answers `vector(1)`. */
export async function answerQuery(request: IncomingMessage, response: ServerResponse): Promise<void> {
  await readBody(request)
  if (!request.url?.includes('/api/v1/query')) {
    response.writeHead(404).end('404 page not found')
    return
  }
  const result = [{ metric: {}, value: [1_700_000_000, '1'] }]
  sendJson(response, 200, { status: 'success', data: { resultType: 'vector', result } })
}

/** Prometheus behind kube-rbac-proxy, as the Route of thanos-querier reaches it. */
export async function answerGuardedQuery(
  request: IncomingMessage,
  response: ServerResponse,
  users: readonly FakeUser[],
): Promise<void> {
  // A Route ends the TLS connection, so a client certificate proves nothing here.
  const caller = request.headers.authorization === undefined ? { refused: true } : callerOf(request, users)
  if (!('user' in caller)) {
    request.resume()
    response.writeHead(401).end('Unauthorized')
    return
  }
  const rule = { verb: 'get', group: 'monitoring.coreos.com', resource: 'prometheuses/api' }
  if (!caller.user.may(rule)) {
    request.resume()
    response
      .writeHead(403)
      .end(`Forbidden (user=${caller.user.name}, verb=get, resource=prometheuses, subresource=api)`)
    return
  }
  await answerQuery(request, response)
}
