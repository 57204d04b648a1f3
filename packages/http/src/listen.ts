import { AppError } from '@ocp-perf/errors'
import { defaultLimits, type Listening, type ListenOptions } from './listen-options.ts'
import { isLoopback } from './origin-guard.ts'

/**
 * Serves routes over HTTP. Host and Origin are checked on every route and on upgrades, there is no CORS, bodies are
 * JSON, and errors are JSON reports. `GET /health`, `GET /health/live` and `GET /metrics` are always there. Beyond this machine a server
 * never opens without `authenticate`.
 *
 * Throws `invalid_input` for options that may not be, `conflict` when the port is taken.
 */
export async function listen(options: ListenOptions): Promise<Listening> {
  const host = options.host ?? '127.0.0.1'
  if (!isLoopback(host) && options.authenticate === undefined) {
    throw new AppError('invalid_input', `Refusing to listen on ${host} without asking callers for a token.`, {
      hint: 'Listen on 127.0.0.1, or configure how callers authenticate.',
    })
  }
  for (const name of options.allowedHosts ?? []) requireHostName(name)
  // Loaded here because a server on standard input and output needs none of it.
  const [{ startServer }, { createMetrics }] = await Promise.all([import('./server.ts'), import('./metrics.ts')])
  const limits = { ...defaultLimits, ...options.limits }
  return startServer({ ...options, host, limits, metrics: options.metrics ?? (await createMetrics()) })
}

/** A name that could never match would be found out by the first request that it refuses. */
function requireHostName(name: string): void {
  const url = `http://${name}`
  if (URL.canParse(url) && new URL(url).hostname === name.toLowerCase()) return
  throw new AppError('invalid_input', `The allowed host ${JSON.stringify(name)} is not a host name alone.`, {
    hint: 'Write it without scheme, port and path, such as perf.example.com; IPv6 addresses stand in brackets.',
  })
}
