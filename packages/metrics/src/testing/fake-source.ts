import { AppError } from '@ocp-perf/errors'
import type { CallOptions, Frame, Labels, PromSource, RangeWindow, Recording, Series } from '@ocp-perf/promql'
import { countedRanges } from '../platform/targets.ts'

/** A series over a grid, one value a step; `null` is a point that is not there. */
export interface Line {
  labels: Labels
  values: readonly (number | null)[]
}

export interface FakeSourceOptions {
  /** Instant answers by a part of the query; the first that fits is given. */
  instant?: readonly (readonly [part: string, answer: Frame | AppError])[]
  /** Answers a range query; undefined is an empty answer. */
  range?: (
    query: string,
    window: RangeWindow,
    options: CallOptions | undefined,
  ) => Frame | undefined | Promise<Frame | undefined>
  names?: readonly string[] | AppError
  /** Seconds that it keeps; null when it does not say. */
  retention?: number | null | AppError
  recording?: Recording
}

/** A source in the place of the network that records what it was asked. */
export interface FakeSource extends PromSource {
  readonly asked: { instant: string[]; times: (number | undefined)[]; range: string[]; names: number }
}

const notAsked = () => Promise.reject(new Error('the test does not expect this call'))

/** The most that ever waited at the same time is what `range` may await on; nothing here queues. */
export function fakeSource(options: FakeSourceOptions = {}): FakeSource {
  const asked: FakeSource['asked'] = { instant: [], times: [], range: [], names: 0 }
  return {
    asked,
    recording: options.recording,
    instant: async (query, call) => {
      asked.instant.push(query)
      asked.times.push(call?.time)
      call?.signal?.throwIfAborted()
      const [, answer = frame([])] = options.instant?.find(([part]) => query.includes(part)) ?? []
      if (answer instanceof AppError) throw answer
      return answer
    },
    range: async (query, window, call) => {
      asked.range.push(query)
      call?.signal?.throwIfAborted()
      return (await options.range?.(query, window, call)) ?? frame([])
    },
    labelValues: async (name) => {
      if (name !== '__name__') return await notAsked()
      asked.names++
      if (options.names instanceof AppError) throw options.names
      return options.names ?? []
    },
    labelNames: notAsked,
    series: notAsked,
    metadata: notAsked,
    alerts: notAsked,
    rules: notAsked,
    targets: notAsked,
    buildInfo: notAsked,
    tsdbStatus: notAsked,
    retentionSeconds: async () => {
      if (options.retention instanceof AppError) throw options.retention
      return options.retention ?? null
    },
    close: async () => {},
  }
}

export function frame(series: readonly Series[], extra: Partial<Frame> = {}): Frame {
  return { series, warnings: [], partial: false, ...extra }
}

/** Lines laid on a window's grid. */
export function rangeFrame(window: RangeWindow, lines: readonly Line[], extra: Partial<Frame> = {}): Frame {
  return frame(
    lines.map(({ labels, values }) => {
      const points = values.flatMap((value, index) =>
        value === null ? [] : [{ time: window.start + index * window.step, value }],
      )
      return {
        labels,
        times: Float64Array.from(points, ({ time }) => time),
        values: Float64Array.from(points, ({ value }) => value),
      }
    }),
    extra,
  )
}

/** An instant answer: labels and the one value. */
export function instantFrame(samples: readonly (readonly [Labels, number])[]): Frame {
  return frame(
    samples.map(([labels, value]) => ({
      labels,
      times: Float64Array.of(1_790_000_000),
      values: Float64Array.of(value),
    })),
  )
}

/** The answer to the question which targets there are: job, namespace, seconds between scrapes, whether it is up. */
export function targetsFrame(
  targets: readonly { job: string; namespace?: string; interval?: number; up?: boolean }[],
): Frame {
  return instantFrame(
    targets.flatMap(({ job, namespace, interval = 30, up = true }) => {
      const labels: Labels = { job, ...(namespace === undefined ? {} : { namespace }) }
      const counts = countedRanges.flatMap((range) => {
        const scrapes = Math.round(range / interval)
        return scrapes === 0 ? [] : [[{ ...labels, seen: String(range) }, scrapes] as const]
      })
      return [[{ ...labels, seen: 'up' }, up ? 1 : 0] as const, ...counts]
    }),
  )
}
