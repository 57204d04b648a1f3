import { setImmediate as breathe } from 'node:timers/promises'
import {
  type Cause,
  compareVerdicts,
  type MetricResult,
  type PanelResult,
  type Report,
  type Verdict,
} from '@ocp-perf/panel'
import { escapeText } from '../html/markup.ts'
import { rowTitle } from '../tables/panel-tables.ts'
import type { SeriesReference } from '../tables/table.ts'
import {
  type ChartInput,
  chartOption,
  chartSize,
  drawnLimits,
  type Limit,
  limitsOf,
  sparklineOption,
} from './chart-option.ts'
import {
  type Frames,
  mostCharts,
  mostSparklines,
  rowsToSketch,
  type Wish,
  wishesOfCause,
  wishesOfPanel,
} from './choose-charts.ts'
import { cleanSvg } from './clean-svg.ts'
import { loadEcharts, type Pen } from './load-echarts.ts'
import { type Stroke, strokes } from './palette.ts'
import { findSeries, pointsOf } from './series-points.ts'

/** A drawn chart with what a reader needs beside it. */
export interface Figure {
  metric: MetricResult
  /** Markup. */
  svg: string
  legend: readonly { name: string; stroke: Stroke; verdict: Verdict }[]
  /** Rows that the chart has no line for. */
  undrawn: number
  limits: readonly Limit[]
  /** Limits that are too far off to be drawn, or too near to a graver one. */
  otherLimits: readonly Limit[]
}

/** All that is drawn of a report or panel. */
export interface Drawings {
  ofCause(cause: Cause): readonly Figure[]
  ofPanel(panel: PanelResult): readonly Figure[]
  /** Markup of a row's course, where there is one. */
  sparkline(reference: SeriesReference): string | undefined
}

const sparkSize = { width: 96, height: 24 }

export async function drawReport(report: Report, frames: Frames, signal?: AbortSignal): Promise<Drawings> {
  const { causes, consequences, impact, sections, window } = report
  const panels = sections.map(({ panel }) => panel)
  const told = [...causes, ...consequences]
  const evidence = [...told.flatMap((cause) => cause.evidence), ...impact]
  const wishes = new Map<object, Wish[]>([
    ...told.map((cause) => [cause, wishesOfCause(cause, panels, frames)] as const),
    ...[...panels].sort(worstFirst).map((panel) => [panel, wishesOfPanel(panel, frames)] as const),
  ])
  const first = evidence.map(({ metric, labels }) => ({ metric, labels }))
  const sketches = [...first, ...rowsToSketch(panels, mostSparklines - first.length)]
  return await draw({ wishes, sketches, frames, step: window.step, signal })
}

export async function drawPanel(panel: PanelResult, frames: Frames, signal?: AbortSignal): Promise<Drawings> {
  const wishes = new Map<object, Wish[]>([[panel, wishesOfPanel(panel, frames)]])
  const sketches = rowsToSketch([panel], mostSparklines)
  return await draw({ wishes, sketches, frames, step: panel.window.step, signal })
}

const worstFirst = (a: PanelResult, b: PanelResult): number => compareVerdicts(a.verdict, b.verdict)

interface Order {
  wishes: ReadonlyMap<object, readonly Wish[]>
  sketches: readonly SeriesReference[]
  frames: Frames
  step: number
  signal: AbortSignal | undefined
}

async function draw(order: Order): Promise<Drawings> {
  // Without points nothing is drawn, and nothing is loaded.
  const isEmpty = order.frames.size === 0
  const figures = isEmpty ? new Map<object, Figure[]>() : await drawFigures(order)
  const sparklines = isEmpty ? new Map<string, string>() : await drawSparklines(order)
  return {
    ofCause: (cause) => figures.get(cause) ?? [],
    ofPanel: (panel) => figures.get(panel) ?? [],
    sparkline: (reference) => sparklines.get(keyOf(reference)),
  }
}

async function drawFigures({ wishes, frames, signal }: Order): Promise<Map<object, Figure[]>> {
  const figures = new Map<object, Figure[]>()
  const pen = (await loadEcharts())(chartSize)
  let drawn = 0
  try {
    for (const [subject, some] of wishes) {
      for (const wish of some.slice(0, mostCharts - drawn)) {
        await pause(signal)
        figures.set(subject, [...(figures.get(subject) ?? []), figureOf(wish, frames, `chart-${++drawn}`, pen)])
      }
    }
    return figures
  } finally {
    pen.close()
  }
}

async function drawSparklines({ sketches, frames, step, signal }: Order): Promise<Map<string, string>> {
  const sparklines = new Map<string, string>()
  const pen = (await loadEcharts())(sparkSize)
  try {
    for (const reference of sketches) {
      const key = keyOf(reference)
      const series = findSeries(frames.get(reference.metric), reference.labels)
      if (series === undefined || series.times.length < 2 || sparklines.has(key)) continue
      if (sparklines.size >= mostSparklines) break
      await pause(signal)
      const drawing = pen.draw(sparklineOption(pointsOf(series, step)))
      sparklines.set(key, cleanSvg(drawing, sparkSize))
    }
    return sparklines
  } finally {
    pen.close()
  }
}

/** Lets the server answer others between two drawings, and ends an unwanted one. */
async function pause(signal: AbortSignal | undefined): Promise<void> {
  await breathe()
  signal?.throwIfAborted()
}

const keyOf = ({ metric, labels }: SeriesReference): string => JSON.stringify([metric, Object.entries(labels).sort()])

function figureOf({ metric, panel, onset }: Wish, frames: Frames, id: string, pen: Pen): Figure {
  const found = metric.rows.flatMap((row) => {
    const series = findSeries(frames.get(metric.id), row.labels)
    return series === undefined ? [] : [{ row, points: pointsOf(series, panel.window.step) }]
  })
  const shown = strokes.flatMap((stroke, index) => {
    const each = found[index]
    return each === undefined ? [] : [{ name: rowTitle(each.row, metric), stroke, ...each }]
  })
  const input: ChartInput = { unit: metric.unit, window: panel.window, lines: shown, bands: metric.bands, onset }
  const limits = drawnLimits(input)
  const naming = { id, title: escapeText(`${metric.title} over time`), description: escapeText(metric.headline) }
  return {
    metric,
    svg: cleanSvg(pen.draw(chartOption(input)), chartSize, naming),
    legend: shown.map(({ name, stroke, row }) => ({ name, stroke, verdict: row.verdict })),
    undrawn: metric.rows.length + metric.omitted - shown.length,
    limits,
    otherLimits: limitsOf(metric.bands).filter(({ level }) => limits.every((limit) => limit.level !== level)),
  }
}
