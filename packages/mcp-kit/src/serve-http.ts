import type { Authenticate, CheckHealth, Limits, Listening, Log, Metrics } from '@ocp-perf/http'
import type { ServerDefinition } from './server-definition.ts'

/** How many clients of the 2025 protocol may have a session, and for how long one may rest. */
export interface SessionLimits {
  ttlSeconds: number
  max: number
}

export interface HttpOptions {
  /** Default 127.0.0.1. Anything but this machine's own addresses needs `authenticate`. */
  host?: string | undefined
  /** 0 takes a free one. */
  port: number
  /** Whether the next free port is taken where that one is in use. */
  nextPort?: boolean | undefined
  authenticate?: Authenticate | undefined
  /** How often the token of an open WebSocket is checked again; one minute unless given. */
  recheckTokensMs?: number | undefined
  allowedHosts?: readonly string[] | undefined
  limits?: Partial<Limits> | undefined
  /**
   * Without this every request stands alone, so any replica can answer it. With it, a client of the 2025 protocol that
   * initializes gets a session, which lives in this process; newer clients need none.
   */
  sessions?: SessionLimits | undefined
  /** Default: alive and ready as soon as it listens. */
  health?: CheckHealth | undefined
  /** A registry that others record into as well, for example the queries sent upstream. */
  metrics?: Metrics | undefined
  /** Tool calls, reads and completions that run at the same time, over all transports. */
  maxCalls?: number | undefined
  log: Log
}

/**
 * Serves a definition over HTTP: Streamable HTTP at `/mcp`, WebSocket at `/ws`, REST at `/tools` with its description
 * at `/openapi.json`, `/health` and `/metrics`. Throws what `listen` of the http package throws.
 */
export async function serveHttp<Context>(
  definition: ServerDefinition<Context>,
  options: HttpOptions,
): Promise<Listening> {
  // Loaded here because a server on standard input and output needs none of it.
  const { startHttp } = await import('./http/start.ts')
  return startHttp(definition, options)
}
