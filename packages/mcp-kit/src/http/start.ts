import { createMetrics, type Listening, listen } from '@ocp-perf/http'
import { createMcpServer } from '../mcp-server.ts'
import type { HttpOptions } from '../serve-http.ts'
import type { ServerDefinition } from '../server-definition.ts'
import { createToolRunner } from '../tool-runner.ts'
import { mcpRoute } from './mcp-route.ts'
import { restRoutes } from './rest.ts'
import { webSockets } from './web-sockets.ts'

const alwaysReady = async () => ({ live: true, ready: true, dependencies: [] })

/** Puts one runner behind every transport and listens; see `serveHttp`. */
export async function startHttp<Context>(
  definition: ServerDefinition<Context>,
  { sessions, health = alwaysReady, maxCalls, recheckTokensMs, ...options }: HttpOptions,
): Promise<Listening> {
  const { log } = options
  const metrics = options.metrics ?? (await createMetrics())
  const record = metrics.timed('tool_calls', 'Tool calls answered.', ['tool', 'outcome'])
  const resourceLabels = ['method', 'resource', 'outcome']
  const recordResource = metrics.timed('resource_requests', 'Resource reads and completions answered.', resourceLabels)
  const runner = createToolRunner(definition, { log, record, recordResource, maxCalls })
  const createServer = createMcpServer(definition, { runner, log })
  const mcp = mcpRoute(createServer, { sessions, log })
  const { authenticate, limits } = options
  const sockets = webSockets(createServer, { log, maxMessageBytes: limits?.bodyBytes, authenticate, recheckTokensMs })
  const rest = restRoutes(definition, runner, { asksForTokens: authenticate !== undefined })
  return listen({
    ...options,
    name: definition.name,
    version: definition.version,
    metrics,
    health,
    upgrade: { path: '/ws', accept: sockets.accept },
    routes(router) {
      mcp.addTo(router)
      rest(router)
    },
    async drain() {
      // Calls first: a stream that carries the answer of one must not end before it.
      await runner.idle()
      await new Promise((resolve) => setImmediate(resolve))
      await Promise.all([mcp.close(), sockets.close()])
    },
  })
}
