import type { ServerResponse } from 'node:http'
import { AppError } from '@ocp-perf/errors'
import { Hono } from 'hono'
import { routePath } from 'hono/route'
import type { Admission } from './admission.ts'
import { errorResponse, isBug } from './error-response.ts'
import { type Health, sharedHealth } from './health.ts'
import type { Exchange, InFlight } from './in-flight.ts'
import type { Limits, ListenOptions, RouteContext, Router } from './listen-options.ts'
import type { Metrics, RecordWork } from './metrics.ts'
import { readBody } from './request-body.ts'

interface AppOptions extends Pick<ListenOptions, 'name' | 'version' | 'health' | 'log' | 'routes' | 'bodyTypes'> {
  admission: Admission
  inFlight: InFlight
  limits: Limits
  metrics: Metrics
}

const healthLimitMs = 5_000
const healthPath = '/health'
// For probes that restart: a Prometheus that is down is no reason to.
const livePath = '/health/live'

/** The routes behind their checks, in this order: where it comes from, whether there is room, who asks, what it sends. */
export function createApp(options: AppOptions): Router {
  const { admission, bodyTypes, inFlight, limits, log, metrics } = options
  const router: Router = new Hono()
  const record = metrics.timed('http_requests', 'HTTP requests answered.', ['route', 'method', 'status'])
  const health = sharedHealth(options.health, healthLimitMs)

  router.use('*', async (context, next) => {
    const { incoming, outgoing } = context.env
    outgoing.setHeader('x-content-type-options', 'nosniff')
    recordAnswer(context, record)
    admission.checkProvenance(incoming)
    const deadline = new AbortController()
    const isProbe = incoming.url === healthPath || incoming.url === livePath
    const exchange = inFlight.begin((reason) => deadline.abort(reason), isProbe ? 'probe' : 'request')
    const timer = setTimeout(() => deadline.abort(tooSlow(limits.requestMs)), limits.requestMs)
    endWithConnection(context, exchange, deadline)
    context.set('signal', deadline.signal)
    let isStream = false
    try {
      await untilAborted(deadline.signal, async () => {
        // Probes carry no token; they are told less.
        const isOpen = isProbe && incoming.headers.authorization === undefined
        context.set('caller', isOpen ? undefined : await admission.identify(incoming, deadline.signal))
        const bytes = await readBody(incoming, limits.bodyBytes, bodyTypes)
        context.set('bytes', bytes)
        context.set('body', bytes.toString('utf8'))
        await next()
      })
      isStream = context.res.headers.get('content-type')?.startsWith('text/event-stream') ?? false
    } catch (error) {
      // Whoever is refused holds no place until he reads it: one connection could else hold them all.
      exchange.end()
      throw error
    } finally {
      clearTimeout(timer)
      if (!isStream) cutUnread(outgoing, limits.requestMs)
    }
    if (isStream) await admitStream(context, exchange)
  })
  router.get(healthPath, async (context) => answerHealth(context, options, await health()))
  router.get(livePath, (context) => context.json({ live: true }))
  router.get('/metrics', async (context) =>
    context.body(await metrics.text(), 200, { 'content-type': metrics.contentType }),
  )
  options.routes(router)
  router.notFound((context) => errorResponse(noSuchRoute(context.req.path)))
  router.onError((error, context) => {
    if (isBug(error)) log.error({ err: error, route: context.req.path }, 'A route failed because of a bug')
    return errorResponse(error)
  })
  return router
}

function answerHealth(context: RouteContext, options: AppOptions, health: Health): Response {
  const { live, ready, dependencies } = health
  // What a server depends on is for those who may use it.
  const mayKnow = !options.admission.asksForTokens || context.get('caller') !== undefined
  const { name, version } = options
  return context.json({ name, version, live, ready, ...(mayKnow ? { dependencies } : {}) }, live && ready ? 200 : 503)
}

async function admitStream(context: RouteContext, exchange: Exchange): Promise<void> {
  try {
    exchange.becomeStream()
  } catch (error) {
    await context.res.body?.cancel()
    throw error
  }
}

function endWithConnection(context: RouteContext, exchange: Exchange, deadline: AbortController): void {
  const { outgoing } = context.env
  outgoing.once('close', () => {
    exchange.end()
    if (!outgoing.writableFinished) deadline.abort(new DOMException('The client is gone.', 'AbortError'))
  })
}

/** Ends the connection of a client that does not read its answer within `limitMs`. */
function cutUnread(outgoing: ServerResponse, limitMs: number): void {
  // A client that is gone already would leave its timer behind, and that the process alive.
  if (outgoing.closed) return
  const timer = setTimeout(() => outgoing.destroy(), limitMs)
  outgoing.once('close', () => clearTimeout(timer))
}

function recordAnswer(context: RouteContext, record: RecordWork): void {
  const { incoming, outgoing } = context.env
  const begun = performance.now()
  outgoing.once('close', () => {
    // The last pattern that matched names the route; a path of the client's own making must not become a label.
    const route = routePath(context, -1).replace('*', 'unknown')
    const labels = { route, method: incoming.method ?? '', status: String(outgoing.statusCode) }
    record(labels, (performance.now() - begun) / 1000)
  })
}

/** Runs `work`, but no longer than until `signal` is aborted: then its reason is thrown. */
async function untilAborted(signal: AbortSignal, work: () => Promise<void>): Promise<void> {
  let stop: (() => void) | undefined
  const aborted = new Promise<never>((_, reject) => {
    stop = () => reject(signal.reason)
    signal.addEventListener('abort', stop, { once: true })
  })
  try {
    await Promise.race([work(), aborted])
  } finally {
    if (stop !== undefined) signal.removeEventListener('abort', stop)
  }
}

function tooSlow(limitMs: number): AppError {
  return new AppError('timeout', `The request was not answered within ${limitMs / 1000} s.`, {
    hint: 'Ask for less, for example a shorter time range.',
  })
}

function noSuchRoute(path: string): AppError {
  return new AppError('not_found', `There is no route ${JSON.stringify(path.slice(0, 80))}.`, {
    hint: 'GET /health says which server this is.',
  })
}
