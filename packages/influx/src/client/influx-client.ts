import { AppError, nearNames } from '@ocp-perf/errors'
import type { Flight, PromFetch, PromFetchResponse } from '@ocp-perf/promql'
import { createAnswerBuilder } from '../answer/build-answer.ts'
import { createCatalog } from '../catalog/catalog.ts'
import { guardQuery } from '../guard/guard-query.ts'
import { readFlux } from '../read/read-flux.ts'
import { readInfluxQl } from '../read/read-influxql.ts'
import { jsonLines, limited } from '../read/read-lines.ts'
import { readRows } from '../read/read-rows.ts'
import type {
  InfluxAnswer,
  InfluxHealth,
  InfluxQueryOptions,
  InfluxRequest,
  InfluxSettings,
  InfluxSource,
} from '../source.ts'
import { type Caller, createCaller } from './caller.ts'
import { detectDialect } from './dialect.ts'
import { type GuardedRequest, makeCall } from './make-call.ts'
import { missingBucket, serverSaid } from './server-said.ts'
import type { InfluxCall } from './transport.ts'

export interface InfluxClientOptions {
  /** Replaces the client's own connections; `settings.tls` is then up to it. */
  fetch?: PromFetch | undefined
  /** For calls that bring none of their own. Default 30 s, retries included. */
  timeoutMs?: number | undefined
  /** Further attempts after a passing failure. Default 2. */
  retries?: number | undefined
  /** Unix seconds. */
  now?: (() => number) | undefined
}

type Limits = Pick<InfluxQueryOptions, 'maxPoints' | 'maxRows' | 'maxBytes'>

/** Reads one InfluxDB; nothing it can ask writes. Failures are `AppError`s; an abort passes as the signal's reason. */
export function createInfluxClient(settings: InfluxSettings, options: InfluxClientOptions = {}): InfluxSource {
  const { fetch, timeoutMs = 30_000, retries = 2, now = () => Date.now() / 1000 } = options
  const caller = createCaller({ settings, fetch, timeoutMs, retries })
  let known: InfluxHealth | undefined

  async function health(flight: Flight): Promise<InfluxHealth> {
    known = await detectDialect(caller, settings, flight)
    return known
  }

  const versionOf = async (flight: Flight) => settings.version ?? (known ?? (await health(flight))).version

  async function ask(request: InfluxRequest, limits: Limits, flight: Flight): Promise<InfluxAnswer> {
    const version = await versionOf(flight)
    const { bucket, org, start, end } = request
    const guarded = { ...guardQuery(request, version), bucket, org, start, end }
    const call = makeCall(guarded, settings, version)
    return await caller.call(call, (response) => readAnswer(response, call, guarded, caller, limits, now()), flight)
  }

  const catalog = createCatalog({ caller, settings, ask, versionOf })

  /** Names what is there where a bucket is not; that this cannot be told must not hide the failure itself. */
  async function withNearNames(error: unknown, org: string | undefined, flight: Flight) {
    if (!(error instanceof AppError)) return error
    const missing = missingBucket(error)
    if (missing === undefined) return error
    const buckets = await catalog.buckets(org, flight).catch(() => [])
    flight.signal.throwIfAborted()
    if (buckets.length === 0) return error
    const near = nearNames(missing, buckets)
    const hint = near.length > 0 ? `Did you mean ${near.join(', ')}?` : `There is ${buckets.slice(0, 20).join(', ')}.`
    return new AppError('not_found', error.message, { hint, cause: error })
  }

  return {
    settings,
    dialect: (signal) => caller.inTime({ signal }, versionOf),
    query: (request, { signal, timeoutMs: limitMs, ...limits } = {}) =>
      caller.inTime({ signal, timeoutMs: limitMs }, async (flight) => {
        try {
          return await ask(request, limits, flight)
        } catch (error) {
          throw await withNearNames(error, request.org, flight)
        }
      }),
    buckets: ({ org } = {}, callOptions) => caller.inTime(callOptions, (flight) => catalog.buckets(org, flight)),
    measurements: (bucket = settings.bucket, { org } = {}, callOptions) =>
      caller.inTime(callOptions, async (flight) => {
        try {
          return await catalog.measurements(bucket, org, flight)
        } catch (error) {
          throw await withNearNames(error, org, flight)
        }
      }),
    health: (callOptions) => caller.inTime(callOptions, health),
    close: () => caller.close(),
  }
}

/** Starts anew with each attempt, so that what a broken reply held is forgotten. */
async function readAnswer(
  { body, headers }: PromFetchResponse,
  { path }: InfluxCall,
  { language, end }: GuardedRequest,
  { server, redact }: Caller,
  { maxPoints = 2_000_000, maxRows = 1000, maxBytes = 100 * 2 ** 20 }: Limits,
  now: number,
): Promise<InfluxAnswer> {
  const builder = createAnswerBuilder({ maxPoints, maxRows })
  const chunks = limited(body ?? nothing(), maxBytes)
  const said = (text: string) => serverSaid(redact(text), server)
  if (language === 'flux' && /json/.test(headers.get('content-type') ?? '')) {
    throw new AppError('upstream', `${server} answered Flux with JSON.`, {
      hint: 'Check that the URL is that of InfluxDB itself, and not of something in front of it.',
      retryable: false,
    })
  }
  if (language === 'flux') await readFlux(chunks, builder, said)
  else if (path === '/query') await readInfluxQl(jsonLines(chunks), builder, { said, end: end ?? now })
  else await readRows(jsonLines(chunks), builder, said)
  return builder.answer(language)
}

async function* nothing(): AsyncGenerator<Uint8Array> {}
