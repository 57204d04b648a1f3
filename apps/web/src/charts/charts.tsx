import type { Chart } from '@ocp-perf/agents/contract'
import { ChartFigure } from './chart-figure.tsx'

/** Charts side by side where there is room. */
export function Charts({ charts }: { charts: readonly Chart[] }) {
  if (charts.length === 0) return null
  return (
    <div className="charts">
      {charts.map((chart) => (
        <ChartFigure key={`${chart.cluster} ${chart.metric}`} chart={chart} />
      ))}
    </div>
  )
}
