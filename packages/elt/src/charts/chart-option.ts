import { type BandLevel, type Bands, bandLevels, formatValue, type Unit, type Window } from '@ocp-perf/panel'
import type { EChartsCoreOption } from 'echarts/core'
import { ink, limitStrokes, muted, rule, type Stroke } from './palette.ts'
import { type Point, rangeOf } from './series-points.ts'
import { type ValueAxis, valueAxis } from './value-axis.ts'

interface Line {
  name: string
  stroke: Stroke
  points: readonly Point[]
  /** Of another time: pale and dashed, behind the others. */
  isGhost?: boolean
}

export interface ChartInput {
  unit: Unit
  window: Window
  lines: readonly Line[]
  bands: Bands | undefined
  /** Unix seconds. */
  onset: number | null
  /** Other moments that are marked: unix seconds and what they are called. */
  moments?: readonly Moment[]
}

export interface Moment {
  at: number
  name: string
}

export interface Limit {
  level: BandLevel
  value: number
}

export const chartSize = { width: 440, height: 200 }
const plot = { left: 62, right: 28, top: 26, bottom: 26 }
const fontSize = 12
const font = { fontSize, fontFamily: 'sans-serif' }

/** A limit is drawn while the values still take half of the height. */
const limitReach = 2
const leastDistance = 14 / (chartSize.height - plot.top - plot.bottom)

/** What becomes of a colour of the palette: a canvas knows no custom properties. */
export type Paint = (color: string) => string
const asItIs: Paint = (color) => color

/** Lines over time with the limits in reach as named lines across, and the onset as one from top to bottom. */
export function chartOption(input: ChartInput, paint: Paint = asItIs): EChartsCoreOption {
  const { unit, window, lines } = input
  const { axis, drawn } = scaleOf(input)
  const [first, ...others] = lines.map(({ stroke, points, isGhost = false }) => ({
    ...plainLine,
    data: inSteps(points, axis),
    lineStyle: { width: 1.75, color: paint(stroke.color), type: stroke.dash, ...(isGhost ? ghostly : {}) },
    ...(isGhost ? { z: 1 } : {}),
  }))
  const marks = [...drawn.map((limit) => limitMark(limit, unit, axis, paint)), ...momentMarks(input, paint)]
  return {
    ...still,
    textStyle: font,
    grid: { ...plot, outerBoundsMode: 'none' },
    xAxis: {
      type: 'time',
      min: window.start * 1000,
      max: window.end * 1000,
      // A clock with seconds is as wide as two without.
      splitNumber: window.end - window.start < shortWindow ? 3 : 5,
      axisLabel: { ...font, color: paint(muted), hideOverlap: true, formatter: (time: number) => clock(time, window) },
      axisLine: { lineStyle: { color: paint(rule) } },
      axisTick: { lineStyle: { color: paint(rule) } },
      splitLine: { show: false },
    },
    yAxis: {
      type: 'value',
      min: axis.first,
      max: axis.last,
      interval: 1,
      axisLabel: { ...font, color: paint(muted), formatter: (steps: number) => formatValue(steps * axis.step, unit) },
      splitLine: { lineStyle: { color: paint(rule) } },
    },
    series: [{ ...first, markLine: { silent: true, animation: false, symbol: 'none', data: marks } }, ...others],
  }
}

/** A row's course without axes, as wide as a word. */
export function sparklineOption(points: readonly Point[]): EChartsCoreOption {
  const axis = valueAxis('ratio', rangeOf([points]) ?? { min: 0, max: 1 })
  return {
    ...still,
    grid: { left: 1, right: 1, top: 2, bottom: 2, outerBoundsMode: 'none' },
    xAxis: { type: 'time', show: false },
    yAxis: { type: 'value', show: false, min: axis.first, max: axis.last, interval: 1 },
    series: [{ ...plainLine, data: inSteps(points, axis), lineStyle: { width: 1.5, color: 'currentColor' } }],
  }
}

const ghostly = { width: 1.5, type: [4, 4], opacity: 0.7 }

const inSteps = (points: readonly Point[], { step }: ValueAxis): Point[] =>
  points.map(([time, value]) => [time, value === null ? null : value / step])

const still = { animation: false, silent: true, useUTC: true }
const plainLine = {
  type: 'line',
  showSymbol: false,
  silent: true,
  connectNulls: false,
  sampling: 'lttb',
  emphasis: { disabled: true },
}

/** The limits of a metric, mildest first. */
export function limitsOf(bands: Bands | undefined): Limit[] {
  return bandLevels.flatMap((level) => {
    const value = bands?.[level]
    return value === undefined ? [] : [{ level, value }]
  })
}

/** `watch 10 ms`. */
export const limitText = ({ level, value }: Limit, { unit }: { unit: Unit }): string =>
  `${level} ${formatValue(value, unit)}`

/** Which limits a chart draws: those near enough to its values, and to each other to be read. */
export function drawnLimits(input: ChartInput): Limit[] {
  return scaleOf(input).drawn
}

function scaleOf({ unit, lines, bands }: ChartInput): { axis: ValueAxis; drawn: Limit[] } {
  const range = rangeOf(lines.map(({ points }) => points)) ?? { min: 0, max: 0 }
  const reach = range.max > 0 ? limitReach * range.max : Number.POSITIVE_INFINITY
  const near = limitsOf(bands).filter(({ value }) => value <= reach)
  const values = near.map(({ value }) => value)
  const axis = valueAxis(unit, { min: Math.min(range.min, ...values), max: Math.max(range.max, ...values) })
  const height = (axis.last - axis.first) * axis.step
  // Of two limits whose names would cover each other the graver one is drawn.
  const drawn = near.filter(({ value }, index) => {
    return near.slice(index + 1).every((graver) => Math.abs(graver.value - value) / height >= leastDistance)
  })
  return { axis, drawn }
}

function limitMark({ level, value }: Limit, unit: Unit, axis: ValueAxis, paint: Paint) {
  const { dash } = limitStrokes[level]
  const color = paint(limitStrokes[level].color)
  // Above the line, but for one at the top of the chart.
  const isAtTop = (axis.last - value / axis.step) / (axis.last - axis.first) < leastDistance
  return {
    yAxis: value / axis.step,
    lineStyle: { color, type: dash, width: 1.25 },
    label: {
      ...font,
      formatter: `${level} ${formatValue(value, unit)}`,
      position: isAtTop ? 'insideEndBottom' : 'insideEndTop',
      color,
      textBorderWidth: 0,
    },
  }
}

function momentMarks({ onset, moments = [], window }: ChartInput, paint: Paint) {
  const began =
    onset === null ? [] : [{ at: onset, name: `since ${new Date(onset * 1000).toISOString().slice(11, 19)}` }]
  const seen = [...began, ...moments].filter(({ at }) => at >= window.start && at <= window.end)
  return seen.map(({ at, name }) => {
    const place = (at - window.start) / (window.end - window.start)
    return {
      xAxis: at * 1000,
      lineStyle: { color: paint(ink), type: [2, 2], width: 1.25 },
      label: {
        ...font,
        formatter: name,
        position: 'end',
        align: place < 0.15 ? 'left' : place > 0.85 ? 'right' : 'center',
        color: paint(ink),
        textBorderWidth: 0,
      },
    }
  })
}

const day = 86_400
/** Within it minutes alone would repeat themselves. */
const shortWindow = 600

function clock(milliseconds: number, { start, end }: Window): string {
  const text = new Date(milliseconds).toISOString()
  if (end - start > 2 * day) return text.slice(5, 10)
  return end - start < shortWindow ? text.slice(11, 19) : text.slice(11, 16)
}
