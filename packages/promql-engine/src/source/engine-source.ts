import { AppError } from '@ocp-perf/errors'
import {
  alignWindow,
  type CallOptions,
  type Frame,
  type Labels,
  type MatchWindow,
  type PromSource,
  pointsOf,
  type RangeWindow,
  type Recording,
} from '@ocp-perf/promql'
import { createEngine } from '../create-engine.ts'
import type { Engine, EngineOptions, Semantics } from '../engine.ts'
import type { SampleStore } from '../samples/sample-store.ts'
import { alertsOf, alertsQuery, sinceQuery } from './alerts.ts'
import { type Calls, createCalls } from './calls.ts'
import { createEvaluator, defaultConcurrency } from './evaluator.ts'
import { frameOfAnswer } from './frame-of-answer.ts'
import { atMost, namesIn, readLabelSets, sortLabelSets, valuesIn } from './label-sets.ts'
import { describeMetrics, statusOf } from './statistics.ts'
import { spacingWindowMs, targetsOf, targetsQuery } from './targets.ts'
import { millisecondsOf } from './times.ts'

export interface EngineSourceOptions extends EngineOptions {
  /** Evaluates the queries. By default one that is made from the other options. */
  engine?: Engine | undefined
  /** Set where the samples do not grow: its end is what `instant`, `alerts` and `targets` take for now. */
  recording?: Recording | undefined
  /** For calls that bring none of their own. Default 30 s. */
  timeoutMs?: number | undefined
  /** Queries that are evaluated at once; further ones wait their turn. Default 4. */
  concurrency?: number | undefined
  /** Unix seconds, where there is no recording. */
  now?: (() => number) | undefined
}

/** The Prometheus whose PromQL each semantics is. */
const versions: Readonly<Record<Semantics, string>> = { v2: '2.53.3', v3: '3.5.3' }

/**
 * PromQL over a store as a `PromSource` that nothing above can tell from the HTTP client: `range` moves its window down
 * to the same grid, identical questions under way are answered once (treat frames as read-only), and failures are
 * `AppError`s with the same codes. Long ranges are evaluated whole.
 */
export function createEngineSource(options: EngineSourceOptions): PromSource {
  const { store, recording, semantics = 'v3', timeoutMs = 30_000, now = () => Date.now() / 1000 } = options
  const calls = createCalls(recording === undefined ? 'The PromQL engine' : `PromQL over ${recording.name}`, timeoutMs)
  const queries = queryCalls(options, calls, () => recording?.end ?? now())
  const build = { version: versions[semantics], application: 'embedded PromQL' }
  const askBuild = calls.kind<typeof build>()
  const askRules = calls.kind<[]>()
  const askRetention = calls.kind<number | null>()
  return {
    recording,
    ...queries,
    ...labelCalls(store, calls),
    rules: (callOptions) => askRules('', callOptions, async () => []),
    buildInfo: (callOptions) => askBuild('', callOptions, async () => build),
    retentionSeconds: (callOptions) =>
      // What comes before a recording is as gone as what a Prometheus no longer keeps.
      askRetention('', callOptions, async () => (recording === undefined ? null : recording.end - recording.start)),
    close: async () => calls.close(),
  }
}

/** What is answered by evaluating an expression. */
function queryCalls(options: EngineSourceOptions, calls: Calls, current: () => number) {
  const { store, engine = createEngine(options), concurrency = defaultConcurrency } = options
  const evaluate = createEvaluator(engine, concurrency)
  const askFrame = calls.kind<Frame>()

  async function instant(query: string, given: CallOptions & { time?: number | undefined } = {}): Promise<Frame> {
    const { time = current(), ...callOptions } = given
    const start = millisecondsOf('time', time)
    return await askFrame(`${start} ${query}`, callOptions, async (flight) => {
      const answer = await evaluate({ text: query, kind: 'instant', grid: { start, step: 1, count: 1 } }, flight)
      return frameOfAnswer(answer, start)
    })
  }

  async function range(query: string, window: RangeWindow, callOptions?: CallOptions): Promise<Frame> {
    const aligned = alignWindow(window)
    const start = millisecondsOf('start', aligned.start)
    const step = millisecondsOf('step', aligned.step)
    const grid = { start, step, count: pointsOf(aligned) }
    return await askFrame(`${start} ${step} ${grid.count} ${query}`, callOptions, async (flight) => {
      const { frame } = await evaluate({ text: query, kind: 'range', grid }, flight)
      return frame
    })
  }

  return {
    instant,
    range,
    async alerts(callOptions?: CallOptions) {
      const moment = { ...callOptions, time: current() }
      const [alerts, since] = await Promise.all([instant(alertsQuery, moment), instant(sinceQuery, moment)])
      return alertsOf(alerts, since)
    },
    async targets(callOptions?: CallOptions) {
      const time = current()
      const to = millisecondsOf('time', time)
      const up = await instant(targetsQuery, { ...callOptions, time })
      const name = { label: '__name__', op: '=', value: targetsQuery } as const
      return targetsOf(up, await store.select([name], { from: to - spacingWindowMs, to }, callOptions?.signal))
    },
  }
}

/** What is answered from labels alone. */
function labelCalls(store: SampleStore, calls: Calls) {
  const askSets = calls.kind<readonly Labels[]>()
  const labelSets = (window: MatchWindow, callOptions: CallOptions | undefined) => {
    const { match = [], start, end, limit } = window
    if (limit !== undefined) millisecondsOf('limit', limit)
    const key = JSON.stringify([match, start, end])
    return askSets(key, callOptions, ({ signal }) => readLabelSets(store, window, signal))
  }

  return {
    async labelNames(window: MatchWindow = {}, callOptions?: CallOptions) {
      const sets = await labelSets(window, callOptions)
      return atMost(window.limit, namesIn(sets))
    },
    async labelValues(name: string, window: MatchWindow = {}, callOptions?: CallOptions) {
      requireLabelName(name)
      const sets = await labelSets(window, callOptions)
      return atMost(window.limit, valuesIn(sets, name))
    },
    async series(window: MatchWindow, callOptions?: CallOptions) {
      requireSelector(window)
      return atMost(window.limit, sortLabelSets(await labelSets(window, callOptions)))
    },
    async metadata(metric?: string, callOptions?: CallOptions) {
      const sets = await labelSets({}, callOptions)
      const described = describeMetrics(store.metadata(), valuesIn(sets, '__name__'))
      if (metric === undefined) return described
      const found = described.get(metric)
      return new Map(found === undefined ? [] : [[metric, found]])
    },
    async tsdbStatus(callOptions?: CallOptions) {
      return statusOf(await labelSets({}, callOptions))
    },
  }
}

function requireLabelName(name: string): void {
  if (name !== '') return
  throw new AppError('invalid_input', 'A label name is missing.', { hint: 'Name the label whose values you want.' })
}

function requireSelector({ match = [] }: MatchWindow): void {
  if (match.length > 0) return
  throw new AppError('bad_query', 'No match[] parameter was provided.', {
    hint: 'Name the series that are meant by at least one selector, such as up{job="etcd"}.',
  })
}
