import type { Chart } from '@ocp-perf/agents/contract'
import { formatValue, type Unit } from '@ocp-perf/panel'
import type { Earlier } from './chart-input.ts'

/** A chart in words, for those who do not see it. */
export function descriptionOf({ title, unit, series, limit, onset }: Chart, earlier?: Earlier): string {
  const lines = series.map((each) => heightOf(each, unit))
  const then = (earlier?.series ?? []).map((each) => `${earlier?.name ?? ''}, ${heightOf(each, unit)}`)
  const beyond = limit === null ? [] : [`${limit.verdict} limit ${formatValue(limit.value, unit)}`]
  const began = onset === null ? [] : [`began ${new Date(onset * 1000).toISOString()}`]
  return [`${title} over time`, ...beyond, ...began, ...lines, ...then].join('; ')
}

function heightOf({ name, points }: Chart['series'][number], unit: Unit): string {
  const values = points.flatMap(([, value]) => (value === null ? [] : [value]))
  return values.length === 0 ? `${name}: no samples` : `${name}: up to ${formatValue(Math.max(...values), unit)}`
}
