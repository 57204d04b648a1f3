import { AppError } from '@ocp-perf/errors'
import type { Resource } from '@ocp-perf/mcp-kit'
import type { WindowRequest } from '@ocp-perf/metrics'
import type { Series } from '@ocp-perf/promql'
import type { AnalyzerContext } from '../context.ts'
import { beginningWith } from './catalog-resources.ts'

// A page draws no more lines than this, and a reader that needs more asks for fewer rows at a time.
const mostSeries = 100
const durations = ['5m', '15m', '30m', '1h', '3h', '6h', '12h', '1d', '2d', '7d']

/** The points behind a metric, as each metric of a panel names them in `uri`. */
export const pointsResource: Resource<AnalyzerContext> = {
  name: 'metric-points',
  title: 'Points of a metric',
  description: 'The series of one metric on one cluster: start and end in unix seconds, or a duration that ends now.',
  uri: 'metric://{cluster}/{id}{?start,end,step,duration}',
  mimeType: 'application/json',
  read: async ({ cluster = '', id = '', ...window }, context, signal) => {
    const metric = context.catalog.metric(id)
    const { collector } = await context.cluster(cluster, signal)
    const { panel, frames } = await collector.metrics(id, [metric], { ...readWindow(window), top: mostSeries }, signal)
    const series = frames.get(id)?.series ?? []
    return JSON.stringify({
      cluster: panel.cluster,
      id,
      unit: metric.unit,
      window: panel.window,
      series: series.slice(0, mostSeries).map(describeSeries),
      omitted: Math.max(0, series.length - mostSeries),
      notes: panel.notes,
    })
  },
  complete: {
    cluster: (typed, { clusterNames }) => beginningWith(typed, clusterNames),
    id: (typed, { catalog }) =>
      beginningWith(
        typed,
        catalog.search('').map(({ metric }) => metric.id),
      ),
    duration: (typed) => durations.filter((duration) => duration.startsWith(typed)),
  },
}

function readWindow({ start, end, step, duration }: Readonly<Record<string, string>>): WindowRequest {
  return {
    duration,
    start_time: start,
    end_time: end,
    step: step === undefined ? undefined : readStep(step),
  }
}

function readStep(text: string): number {
  const step = Number(text)
  if (text.trim() !== '' && Number.isFinite(step) && step > 0) return step
  throw new AppError('invalid_input', `step ${JSON.stringify(text.slice(0, 40))} is not a number of seconds.`, {
    hint: 'Leave step out to have it chosen, or give seconds such as 30.',
  })
}

// JSON has no NaN: a point that is none is null.
function describeSeries({ labels, times, values }: Series) {
  return {
    labels,
    points: Array.from(times, (time, index) => {
      const value = values[index]
      return [time, value !== undefined && Number.isFinite(value) ? value : null]
    }),
  }
}
