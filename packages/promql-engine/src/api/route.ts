import type { PromSource } from '@ocp-perf/promql'
import type { EngineAnswer, EngineQuery } from '../engine.ts'

/** What routes are answered from. */
export interface ApiContext {
  source: PromSource
  evaluate(
    query: Pick<EngineQuery, 'text' | 'grid' | 'kind'>,
    options: { signal: AbortSignal; timeoutMs?: number | undefined },
  ): Promise<EngineAnswer>
  /** Of a query, milliseconds: the most that the parameter `timeout` may ask for. */
  timeoutMs: number
  /** Unix milliseconds: the end of a recording, or the clock. */
  now(): number
  /** Unix milliseconds. */
  startedAt: number
  flags: Readonly<Record<string, string>>
}

export interface ApiRequest {
  /** The parameters of the URL and of a form in the body. */
  form: URLSearchParams
  /** What stands in the place of the route's `*`, still encoded. */
  segment: string
  signal: AbortSignal
}

/** One route of the API: what it answers from its parameters. Failures are thrown as `AppError`s. */
export interface Route {
  /** Below the server's root; one `*` stands for one segment. */
  path: string
  /** Whether it takes a form by POST beside GET. */
  takesForms?: boolean
  answer(request: ApiRequest, context: ApiContext): Promise<Response> | Response
}
