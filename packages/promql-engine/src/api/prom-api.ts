import { AppError, isAbort } from '@ocp-perf/errors'
import { formatDuration, type PromSource } from '@ocp-perf/promql'
import type { Engine, EngineAnswer } from '../engine.ts'
import { createCalls } from '../source/calls.ts'
import { createEvaluator, defaultConcurrency } from '../source/evaluator.ts'
import { labelRoutes } from './label-routes.ts'
import { queryRoutes } from './query-routes.ts'
import { readForm } from './read-form.ts'
import { failure, methodNotAllowed } from './replies.ts'
import type { ApiContext, Route } from './route.ts'
import { statusRoutes } from './status-routes.ts'

export interface PromApiOptions {
  /** Answers everything but queries; its recording's end is the time of a query that brings none. */
  source: PromSource
  /** Evaluates the queries, over the same samples. */
  engine: Engine
  /** The longest that a query may take; the parameter `timeout` may ask for less. Default 30 s. */
  timeoutMs?: number | undefined
  /** Queries that are evaluated at once; further ones wait their turn. Default 4. */
  concurrency?: number | undefined
  /** What `status/flags` shows beside `query.timeout`, by Prometheus' names. */
  flags?: Readonly<Record<string, string>> | undefined
  /** Told of what is a bug, which the client reads nothing of. */
  onBug?: ((error: unknown) => void) | undefined
  /** Unix seconds, where there is no recording. */
  now?: (() => number) | undefined
}

/**
 * The HTTP API of Prometheus over an engine and its source, as a function from request to response: whoever listens
 * calls it, and sees to hosts, origins, tokens and compression. It never throws; a failure is the envelope with which
 * Prometheus answers the like.
 */
export function createPromApi(options: PromApiOptions): (request: Request) => Promise<Response> {
  const { onBug = () => {} } = options
  const context = createContext(options)
  const routes = [...queryRoutes, ...labelRoutes, ...statusRoutes].map(withPattern)
  return async (request) => {
    try {
      return await answer(request, routes, context)
    } catch (error) {
      // The last place that sees an error: whatever it is, the client is answered.
      if (!(error instanceof AppError || isAbort(error))) onBug(error)
      return failure(error)
    }
  }
}

function createContext(options: PromApiOptions): ApiContext {
  const { source, engine, timeoutMs = 30_000, concurrency = defaultConcurrency, flags = {} } = options
  const { now = () => Date.now() / 1000 } = options
  const ask = createCalls('The query engine', timeoutMs).kind<EngineAnswer>()
  const evaluate = createEvaluator(engine, concurrency)
  return {
    source,
    evaluate: (query, callOptions) => ask(JSON.stringify(query), callOptions, (flight) => evaluate(query, flight)),
    timeoutMs,
    now: () => Math.round((source.recording?.end ?? now()) * 1000),
    startedAt: Date.now(),
    flags: { 'query.timeout': formatDuration(timeoutMs / 1000), ...flags },
  }
}

interface Matched extends Route {
  pattern: RegExp
}

function withPattern(route: Route): Matched {
  return { ...route, pattern: new RegExp(`^${route.path.replace('*', '([^/]+)')}$`) }
}

async function answer(request: Request, routes: readonly Matched[], context: ApiContext): Promise<Response> {
  const { pathname } = new URL(request.url)
  for (const route of routes) {
    const found = route.pattern.exec(pathname)
    if (found === null) continue
    const allowed = route.takesForms ? ['GET', 'POST'] : ['GET']
    // A HEAD is a GET whose body the listener leaves out.
    if (!allowed.includes(request.method === 'HEAD' ? 'GET' : request.method)) return methodNotAllowed(allowed)
    const form = await readForm(request)
    return await route.answer({ form, segment: found[1] ?? '', signal: request.signal }, context)
  }
  throw new AppError('not_found', `there is no route ${JSON.stringify(pathname.slice(0, 80))}`)
}
