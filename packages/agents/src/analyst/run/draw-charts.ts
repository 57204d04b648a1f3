import { AppError } from '@ocp-perf/errors'
import { type Cause, isBad } from '@ocp-perf/panel'
import { z } from 'zod'
import type { SaidEvent } from '../../answerer.ts'
import type { Servers } from '../../servers.ts'
import { byRelevance } from './by-relevance.ts'
import type { ToolRun } from './create-runner.ts'
import {
  type ChartRequest,
  chartOfCause,
  chartOfMetric,
  drawChart,
  readThresholds,
  type Thresholds,
  thresholdsUri,
} from './make-chart.ts'

interface DrawOptions {
  question: string
  /** Nodes and members that the question names. */
  names: readonly string[]
  servers: Servers
  say: (event: SaidEvent) => void
  signal: AbortSignal
}

const mostCharts = 3
const mostPanelCharts = 2

/** Draws what decided: the evidence of the top causes, or the worst of what was measured. What cannot be drawn is left out. */
export async function drawCharts(
  runs: readonly ToolRun[],
  { servers, question, names, say, signal }: DrawOptions,
): Promise<void> {
  const wanted: { call: string; server: string; request: ChartRequest }[] = []
  for (const { call, content, answer } of runs) {
    const requests = await chartsOf(content, { question, names }, () => thresholdsOf(servers, answer.server, signal))
    wanted.push(...requests.map((request) => ({ call, server: answer.server, request })))
  }
  const once = wanted.filter(
    ({ request }, at) => wanted.findIndex((other) => other.request.metric === request.metric) === at,
  )
  await Promise.all(
    once.slice(0, mostCharts).map(async ({ call, server, request }) => {
      try {
        const data = await servers.read(request.uri, { signal, server })
        say({ type: 'chart', call, chart: drawChart(request, data) })
      } catch (error) {
        // The answer stands without its picture.
        if (!isOutside(error) && !signal.aborted) throw error
      }
    }),
  )
}

async function chartsOf(
  content: ToolRun['content'],
  { question, names }: Pick<DrawOptions, 'question' | 'names'>,
  thresholds: () => Promise<Thresholds>,
): Promise<ChartRequest[]> {
  if (content.kind === 'panel') {
    const sorted = byRelevance(content.panel.metrics, question)
    const bad = sorted.filter(({ verdict }) => isBad(verdict))
    return (bad.length > 0 ? bad.slice(0, mostPanelCharts) : sorted.slice(0, 1)).map((metric) =>
      chartOfMetric(metric, names),
    )
  }
  if (content.kind === 'other') return []
  const of = content.kind === 'diagnosis' ? content.diagnosis : content.walk
  const causes: readonly Cause[] = of.causes.slice(0, mostCharts)
  if (causes.length === 0) return []
  const limits = await thresholds()
  return causes.flatMap((cause) => chartOfCause(cause, of, limits) ?? [])
}

/** Without them a limit is drawn with the cause's own source. */
async function thresholdsOf(servers: Servers, server: string, signal: AbortSignal): Promise<Thresholds> {
  try {
    return readThresholds(await servers.read(thresholdsUri, { signal, server }))
  } catch (error) {
    if (isOutside(error) || signal.aborted) return new Map()
    throw error
  }
}

/** Whether a server failed, or answered what cannot be read. */
function isOutside(error: unknown): boolean {
  return error instanceof AppError || error instanceof z.ZodError
}
