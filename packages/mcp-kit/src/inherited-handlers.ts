import type {
  McpServer,
  RequestMethod,
  RequestTypeMap,
  ResultTypeMap,
  ServerContext,
} from '@modelcontextprotocol/server'
import type { ServerDefinition } from './server-definition.ts'

type Handler<Method extends RequestMethod> = (
  request: RequestTypeMap[Method],
  context: ServerContext,
) => Promise<ResultTypeMap[Method]>

/** What `extend` made the SDK answer, by method, so that a definition's own answers can be put in front of it. */
export type Inherited = { [Method in RequestMethod]?: Handler<Method> }

/**
 * Lets an extension register and keeps the handlers that it registers. The SDK has no way to read a handler back, and a second
 * registration replaces the first.
 */
export function inheritHandlers<Context>(mcp: McpServer, extend: ServerDefinition<Context>['extend']): Inherited {
  const inherited: Inherited = {}
  if (extend === undefined) return inherited
  const { server } = mcp
  const register = server.setRequestHandler
  const keep = (...registration: Parameters<typeof register>) => {
    const [method, handler] = registration
    Object.assign(inherited, { [method]: handler })
    Reflect.apply(register, server, registration)
  }
  Object.defineProperty(server, 'setRequestHandler', { configurable: true, value: keep })
  try {
    extend.register(mcp)
  } finally {
    Reflect.deleteProperty(server, 'setRequestHandler')
  }
  return inherited
}
