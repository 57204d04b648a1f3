import { AppError } from '@ocp-perf/errors'
import type { z } from 'zod'
import { decodeInTurns } from '../decode/decode-matrix.ts'
import type { PromEndpoint } from '../endpoint.ts'
import * as replies from '../reply/api-replies.ts'
import { parseAs, parseEnvelope, parseJson } from '../reply/envelope.ts'
import type { CallOptions, Frame, PromSource, RangeWindow } from '../source.ts'
import { alignWindow, joinFrames, splitWindow } from '../split-range.ts'
import { createCoalescer, type Flight } from './coalesce.ts'
import type { PromFetch } from './fetch.ts'
import { labelSegment, matchParameters, parameters } from './parameters.ts'
import { createPool } from './pool.ts'
import { withRetries } from './retry.ts'
import { refuseIfBoundToWindow } from './splittable.ts'
import { type ApiRequest, createTransport, type ReadBody } from './transport.ts'

export interface PromClientOptions {
  endpoint: PromEndpoint
  /** Replaces the client's own connections; `endpoint.tls` is then up to it. */
  fetch?: PromFetch | undefined
  /** For calls that bring none of their own. Default 30 s, retries included. */
  timeoutMs?: number | undefined
  /** Requests on their way at once; further ones wait their turn. Default 16. */
  concurrency?: number | undefined
  /** Further attempts after a passing failure. Default 2. */
  retries?: number | undefined
  /** The largest reply that is read, in bytes after decompression. Default 100 MiB. */
  maxReplyBytes?: number | undefined
  /** Unix seconds. */
  now?: (() => number) | undefined
}

/**
 * The Prometheus HTTP API of one endpoint. Identical requests in flight are sent once and their frames shared, so treat
 * frames as read-only. `range` moves the window down to the grid of its step and joins the parts of long ranges.
 *
 * Failures are `AppError`s; an abort passes through as the signal's reason.
 */
export function createPromClient(options: PromClientOptions): PromSource {
  const call = createCaller(options)

  async function range(query: string, window: RangeWindow, callOptions?: CallOptions): Promise<Frame> {
    const aligned = alignWindow(window)
    const parts = splitWindow(aligned)
    if (parts.length === 1) return call.frame(rangeRequest(query, aligned), callOptions)
    await refuseIfBoundToWindow(query, aligned)
    const tasks = parts.map((part) => (signal: AbortSignal) => {
      return call.frame(rangeRequest(query, part), { ...callOptions, signal })
    })
    return joinFrames(await allOrNone(tasks, callOptions?.signal))
  }

  return {
    range,
    instant: (query, { time, ...callOptions } = {}) =>
      call.frame(post('/api/v1/query', parameters({ query, time })), callOptions),
    labelNames: async (window = {}, callOptions) =>
      atMost(
        window.limit,
        await call.data(post('/api/v1/labels', matchParameters(window)), replies.names, callOptions),
      ),
    labelValues: async (name, window = {}, callOptions) => {
      const request = get(`/api/v1/label/${labelSegment(name)}/values`, matchParameters(window))
      return atMost(window.limit, await call.data(request, replies.names, callOptions))
    },
    series: async (window, callOptions) =>
      atMost(
        window.limit,
        await call.data(post('/api/v1/series', matchParameters(window)), replies.labelSets, callOptions),
      ),
    metadata: (metric, callOptions) =>
      call.data(get('/api/v1/metadata', parameters({ metric })), replies.metadata, callOptions),
    alerts: (callOptions) => call.data(get('/api/v1/alerts'), replies.alerts, callOptions),
    rules: (callOptions) => call.data(get('/api/v1/rules'), replies.ruleGroups, callOptions),
    targets: (callOptions) =>
      call.data(get('/api/v1/targets', parameters({ state: 'active' })), replies.targets, callOptions),
    buildInfo: (callOptions) => call.data(get('/api/v1/status/buildinfo'), replies.buildInfo, callOptions),
    tsdbStatus: (callOptions) => call.data(get('/api/v1/status/tsdb'), replies.tsdbStatus, callOptions),
    retentionSeconds: (callOptions) => call.data(get('/api/v1/status/runtimeinfo'), replies.retention, callOptions),
    close: call.close,
  }
}

/** Sends requests within the limits of one client: shared, queued, retried, in time. */
function createCaller(options: PromClientOptions) {
  const { endpoint, fetch, timeoutMs = 30_000, concurrency = 16, retries = 2 } = options
  const { maxReplyBytes = 100 * 2 ** 20, now = () => Date.now() / 1000 } = options
  const transport = createTransport({ endpoint, fetch, connections: concurrency, maxReplyBytes, now })
  const pool = createPool(concurrency)
  const timedOut = (limitMs: number) => timeoutError(transport.server, limitMs)
  const frames = createCoalescer<Frame>(timedOut)
  const documents = createCoalescer<unknown>(timedOut)
  let closed = false

  const reply = <T>(request: ApiRequest, flight: Flight, read: ReadBody<T>) =>
    withRetries(() => pool.run(() => transport.send(request, read, flight.signal), flight.signal), { retries, flight })

  const waiter = (callOptions: CallOptions = {}) => {
    if (closed) throw closedError()
    return { signal: callOptions.signal, timeoutMs: callOptions.timeoutMs ?? timeoutMs }
  }

  return {
    async frame(request: ApiRequest, callOptions?: CallOptions): Promise<Frame> {
      return await frames.join(keyOf(request), waiter(callOptions), (flight) =>
        reply(request, flight, (body) => decodeInTurns(body, flight.signal)),
      )
    },
    async data<Schema extends z.ZodType>(
      request: ApiRequest,
      schema: Schema,
      callOptions?: CallOptions,
    ): Promise<z.infer<Schema>> {
      const data = await documents.join(keyOf(request), waiter(callOptions), (flight) =>
        reply(request, flight, (body) => parseEnvelope(parseJson(body)).data),
      )
      return parseAs(schema, data)
    },
    async close(): Promise<void> {
      closed = true
      frames.cancel(closedError())
      documents.cancel(closedError())
      await transport.close()
    },
  }
}

function timeoutError(server: string, limitMs: number): AppError {
  return new AppError('timeout', `${server} did not answer within ${limitMs / 1000} s.`, {
    hint: 'Ask for a shorter window or fewer nodes; query_timeout_seconds in clusters.yaml allows more time.',
  })
}

function closedError(): AppError {
  return new AppError('unreachable', 'The client of this Prometheus was closed.', { retryable: false })
}

const post = (path: string, given: URLSearchParams): ApiRequest => ({ method: 'POST', path, parameters: given })

const get = (path: string, given = new URLSearchParams()): ApiRequest => ({ method: 'GET', path, parameters: given })

function rangeRequest(query: string, { start, end, step }: RangeWindow): ApiRequest {
  return post('/api/v1/query_range', parameters({ query, start, end, step }))
}

function keyOf({ path, parameters: given }: ApiRequest): string {
  return `${path}?${given}`
}

/** Servers before Prometheus 2.52 do not know `limit`. */
function atMost<T>(limit: number | undefined, items: readonly T[]): readonly T[] {
  return limit === undefined || limit <= 0 ? items : items.slice(0, limit)
}

/** Runs all tasks at once; when one fails the others are cancelled. */
async function allOrNone<T>(
  tasks: readonly ((signal: AbortSignal) => Promise<T>)[],
  signal: AbortSignal | undefined,
): Promise<T[]> {
  const controller = new AbortController()
  const both = signal === undefined ? controller.signal : AbortSignal.any([signal, controller.signal])
  try {
    return await Promise.all(tasks.map((task) => task(both)))
  } finally {
    controller.abort()
  }
}
