import type { Chart } from '@ocp-perf/agents/contract'
import { chartOption, type Moment, type Paint, type Point } from '@ocp-perf/elt/charts'
import { formatValue } from '@ocp-perf/panel'
import { LineChart } from 'echarts/charts'
import { GridComponent, MarkLineComponent, TooltipComponent, type TooltipComponentOption } from 'echarts/components'
import { init, use } from 'echarts/core'
import { CanvasRenderer } from 'echarts/renderers'
import { type ChartLine, type Earlier, inputOf } from './chart-input.ts'

use([LineChart, GridComponent, TooltipComponent, MarkLineComponent, CanvasRenderer])

/** What is drawn, beside the chart's own data. */
interface Drawing {
  chart: Chart
  /** Indices of series that the reader has switched off. */
  hidden: ReadonlySet<number>
  moments: readonly Moment[]
  earlier: Earlier | undefined
}

export interface Canvas {
  draw(drawing: Drawing): void
  close(): void
}

/** Draws charts into an element, and again whenever its width changes. */
export function openCanvas(host: HTMLElement): Canvas {
  const chart = init(host, null, { renderer: 'canvas' })
  const resized = new ResizeObserver(() => chart.resize())
  resized.observe(host)
  return {
    draw: (drawing) => chart.setOption(optionOf(drawing, painter(host)), { notMerge: true }),
    close: () => {
      resized.disconnect()
      chart.dispose()
    },
  }
}

// A canvas knows no custom properties and no light-dark(): the page is asked what they come to.
function painter(host: HTMLElement): Paint {
  const known = new Map<string, string>()
  return (color) => {
    const before = known.get(color)
    if (before !== undefined) return before
    host.style.color = color
    const painted = getComputedStyle(host).color
    host.style.color = ''
    known.set(color, painted)
    return painted
  }
}

function optionOf({ chart, hidden, moments, earlier }: Drawing, paint: Paint) {
  const input = { ...inputOf(chart, hidden, earlier), moments }
  const shown = input.lines
  const tooltip: TooltipComponentOption = {
    trigger: 'axis',
    confine: true,
    transitionDuration: 0,
    className: 'chart-tip',
    backgroundColor: paint('var(--surface)'),
    borderColor: paint('var(--edge)'),
    textStyle: { color: paint('var(--ink)') },
    axisPointer: { type: 'line', lineStyle: { color: paint('var(--edge)'), type: 'solid' } },
    formatter: (params) => {
      const [first] = Array.isArray(params) ? params : [params]
      return first?.dataIndex === undefined
        ? ''
        : tipOf(chart, shown, shown[first.seriesIndex ?? 0]?.points[first.dataIndex])
    },
  }
  return { ...chartOption(input, paint), tooltip }
}

// Built of elements rather than markup: names come from a cluster, and the policy allows no inline style.
function tipOf({ unit }: Chart, lines: readonly ChartLine[], at: Point | undefined): HTMLElement {
  const tip = document.createElement('div')
  if (at === undefined) return tip
  const [time] = at
  const head = document.createElement('strong')
  head.textContent = `${new Date(time).toISOString().slice(0, 19).replace('T', ' ')} UTC`
  tip.append(head)
  const values = lines.map(({ name, points, stroke }) => ({ name, stroke, value: valueAt(points, time) }))
  for (const { name, stroke, value } of values.sort((a, b) => (b.value ?? -1) - (a.value ?? -1))) {
    const row = document.createElement('div')
    const swatch = document.createElement('i')
    swatch.style.background = stroke.color
    const label = document.createElement('span')
    label.textContent = name
    const figure = document.createElement('b')
    figure.textContent = formatValue(value, unit)
    row.append(swatch, label, figure)
    tip.append(row)
  }
  return tip
}

const valueAt = (points: readonly Point[], time: number): number | null =>
  points.find(([each]) => each === time)?.[1] ?? null
