import type { Chart } from '@ocp-perf/agents/contract'
import { ChartFigure } from './chart-figure.tsx'
import type { Earlier } from './chart-input.ts'

interface ChartsProps {
  charts: readonly Chart[]
  /** What is drawn behind a metric. */
  earlierOf?: (metric: string) => Earlier | undefined
}

/** Charts side by side where there is room. */
export function Charts({ charts, earlierOf }: ChartsProps) {
  if (charts.length === 0) return null
  return (
    <div className="charts">
      {charts.map((chart) => (
        <ChartFigure key={`${chart.cluster} ${chart.metric}`} chart={chart} earlier={earlierOf?.(chart.metric)} />
      ))}
    </div>
  )
}
