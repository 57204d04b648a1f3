import type { Chart } from '@ocp-perf/agents/contract'
import { type Moment, strokes } from '@ocp-perf/elt/charts'
import { formatValue } from '@ocp-perf/panel'
import { useEffect, useRef, useState } from 'react'
import { SourceLink } from '../parts/source-link.tsx'
import type { Earlier } from './chart-input.ts'
import { descriptionOf } from './describe-chart.ts'
import type { Canvas } from './draw-chart.ts'
import { useThemeChange } from './use-theme-change.ts'

interface ChartFigureProps {
  chart: Chart
  moments?: readonly Moment[]
  earlier?: Earlier | undefined
  tall?: boolean
}

const noMoments: readonly Moment[] = []

/** A metric over time; ECharts is loaded with the first of them. */
export function ChartFigure({ chart, moments = noMoments, earlier, tall = false }: ChartFigureProps) {
  const [hidden, setHidden] = useState<ReadonlySet<number>>(new Set())
  const toggle = (index: number) => {
    const next = new Set(hidden)
    if (!next.delete(index)) next.add(index)
    setHidden(next)
  }
  const { title, limit, series, omitted } = chart
  const drawn = series.slice(0, strokes.length)
  const left = omitted + series.length - drawn.length
  return (
    <figure className={tall ? 'chart tall' : 'chart'}>
      <figcaption>
        <span>{title}</span>
        {limit !== null && <SourceLink source={limit.source} isShort />}
      </figcaption>
      {series.length === 0 ? (
        <p className="chart-none">No samples in this time.</p>
      ) : (
        <Plot chart={chart} hidden={hidden} moments={moments} earlier={earlier} />
      )}
      <Legend chart={{ ...chart, series: drawn }} hidden={hidden} onToggle={toggle} />
      {earlier !== undefined && <EarlierKey earlier={earlier} />}
      {left > 0 && <p className="faint">{left} more series are not drawn.</p>}
    </figure>
  )
}

interface PlotProps {
  chart: Chart
  hidden: ReadonlySet<number>
  moments: readonly Moment[]
  earlier: Earlier | undefined
}

function Plot({ chart, hidden, moments, earlier }: PlotProps) {
  const host = useRef<HTMLDivElement>(null)
  const [canvas, setCanvas] = useState<Canvas | null>(null)
  const [isBroken, setBroken] = useState(false)
  const theme = useThemeChange()
  useEffect(() => {
    let opened: Canvas | undefined
    let isGone = false
    import('./draw-chart.ts').then(
      ({ openCanvas }) => {
        if (isGone || host.current === null) return
        opened = openCanvas(host.current)
        setCanvas(opened)
      },
      () => setBroken(true),
    )
    return () => {
      isGone = true
      opened?.close()
      setCanvas(null)
    }
  }, [])
  // biome-ignore lint/correctness/useExhaustiveDependencies: another theme has other colours under the same names
  useEffect(() => canvas?.draw({ chart, hidden, moments, earlier }), [canvas, chart, hidden, moments, earlier, theme])
  if (isBroken)
    return <p className="chart-none">The part of this page that draws charts did not load. Reload the page.</p>
  return <div ref={host} className="plot" role="img" aria-label={descriptionOf(chart, earlier)} />
}

interface LegendProps {
  chart: Chart
  hidden: ReadonlySet<number>
  onToggle(index: number): void
}

function Legend({ chart: { series, unit }, hidden, onToggle }: LegendProps) {
  return (
    <ul className="legend">
      {series.map(({ name, points }, index) => {
        const values = points.flatMap(([, value]) => (value === null ? [] : [value]))
        const isShown = !hidden.has(index)
        return (
          <li key={name}>
            <button
              type="button"
              aria-pressed={isShown}
              onClick={() => onToggle(index)}
              title="Show or hide this series"
            >
              <Swatch index={index} />
              <span className="legend-name">{name}</span>
              <span className="figures">
                {formatValue(values.at(-1), unit)}
                <span className="faint">
                  {' '}
                  max {formatValue(values.length === 0 ? null : Math.max(...values), unit)}
                </span>
              </span>
            </button>
          </li>
        )
      })}
    </ul>
  )
}

/** What the pale lines are. */
function EarlierKey({ earlier: { name, series } }: { earlier: Earlier }) {
  return (
    <p className="faint earlier-key">
      <svg className="swatch" viewBox="0 0 24 6" aria-hidden="true">
        <path d="M0 3h24" strokeDasharray="4 4" />
      </svg>
      {series.length === 0 ? `Nothing was measured ${name}.` : `Pale and dashed: ${name}.`}
    </p>
  )
}

function Swatch({ index }: { index: number }) {
  const stroke = strokes[index]
  if (stroke === undefined) return null
  return (
    <svg className={`swatch series-${index + 1}`} viewBox="0 0 24 6" aria-hidden="true">
      <path d="M0 3h24" strokeDasharray={stroke.dash === 'solid' ? undefined : stroke.dash.join(' ')} />
    </svg>
  )
}
