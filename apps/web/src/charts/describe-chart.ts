import type { Chart } from '@ocp-perf/agents/contract'
import { formatValue } from '@ocp-perf/panel'

/** A chart in words, for those who do not see it. */
export function descriptionOf({ title, unit, series, limit, onset }: Chart): string {
  const lines = series.map(({ name, points }) => {
    const values = points.flatMap(([, value]) => (value === null ? [] : [value]))
    return values.length === 0 ? `${name}: no samples` : `${name}: up to ${formatValue(Math.max(...values), unit)}`
  })
  const beyond = limit === null ? [] : [`${limit.verdict} limit ${formatValue(limit.value, unit)}`]
  const began = onset === null ? [] : [`began ${new Date(onset * 1000).toISOString()}`]
  return [`${title} over time`, ...beyond, ...began, ...lines].join('; ')
}
