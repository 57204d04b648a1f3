import type { Chart, ChartPoints, Overview } from '@ocp-perf/agents/contract'
import type { Diagnosis } from '@ocp-perf/panel'
import { known, sample } from './sample.ts'

const titles = { etcd: 'etcd', network: 'Node network', ovnk: 'OVN-Kubernetes' }
const step = 30

/** The cluster at a glance: with a slow disk now, and well between two times of before. */
export function overviewOver(start: string | undefined, end: string | undefined): Overview {
  const isNow = start === undefined || end === undefined
  const last = isNow ? Math.floor(Date.now() / 1000 / step) * step : Date.parse(end) / 1000
  const first = isNow ? last - 3600 : Date.parse(start) / 1000
  const window = { start: first, end: last, step }
  const { verdict, headline } = sample.levels.data
  return {
    cluster: 'demo',
    verdict: isNow ? verdict : 'ok',
    headline: isNow ? headline : 'All is well.',
    domains: Object.entries(titles).map(([domain, title]) => {
      const diagnosis = known(sample.diagnoses, domain).data
      return { domain, title, diagnosis: { ...(isNow ? diagnosis : calm(diagnosis)), window }, fault: null }
    }),
    charts: Object.values(sample.charts).map((chart) => ({ ...chart, ...placed(chart, last) })),
  }
}

function calm(diagnosis: Diagnosis): Diagnosis {
  return {
    ...diagnosis,
    verdict: 'ok',
    headline: 'All is well.',
    score: { value: 100, parts: [] },
    causes: [],
    findings: [],
    members: [],
  }
}

/** The lines of metrics in a window: of more than half a day before now, a quarter as high. */
export function pointsOf({ metrics = '', end = '' }: Record<string, string>): { metrics: ChartPoints[] } {
  const last = Number(end)
  const height = Date.now() / 1000 - last > 43_200 ? 0.25 : 1
  const found = metrics.split(',').flatMap((name) => sample.charts[name] ?? [])
  return {
    metrics: found.map(({ metric, cluster, unit, omitted, ...chart }) => {
      const series = placed(chart, last).series.map(({ name, points }) => ({
        name,
        points: points.map(([time, value]): [number, number | null] => [time, value === null ? null : value * height]),
      }))
      return { metric, cluster, unit, omitted, series }
    }),
  }
}

/** The lines of a chart as if its last point were at a time. */
function placed(chart: Pick<Chart, 'series' | 'onset'>, last: number): Pick<Chart, 'series' | 'onset'> {
  const latest = Math.max(...chart.series.map(({ points }) => points.at(-1)?.[0] ?? 0))
  const shift = last - latest
  return {
    series: chart.series.map(({ name, points }) => ({
      name,
      points: points.map(([time, value]): [number, number | null] => [time + shift, value]),
    })),
    onset: chart.onset === null ? null : chart.onset + shift,
  }
}
