import { escapeLabelValue, type Labels } from '@ocp-perf/promql'
import type { NotedSeries, Point } from './script.ts'

/** A series in the notation that `readSeries` reads, equal points drawn together. */
export function formatSeries({ labels, points }: NotedSeries): string {
  return [formatMetric(labels), ...formatPoints(points)].join(' ')
}

export function formatMetric(labels: Labels): string {
  const { __name__: name, ...others } = labels
  const isBare = name !== undefined && /^[a-zA-Z_:][\w:]*$/.test(name)
  const quotedName = name === undefined || isBare ? [] : [`"${escapeLabelValue(name)}"`]
  const pairs = Object.entries(others).map(([label, value]) => `${formatLabel(label)}="${escapeLabelValue(value)}"`)
  const inner = [...quotedName, ...pairs].join(', ')
  return isBare ? (inner === '' ? name : `${name}{${inner}}`) : `{${inner}}`
}

/** A number as the notation has it. */
export function formatNumber(value: number): string {
  if (Number.isNaN(value)) return 'NaN'
  if (!Number.isFinite(value)) return value > 0 ? '+Inf' : '-Inf'
  return Object.is(value, -0) ? '-0' : String(value)
}

function formatLabel(label: string): string {
  return /^[a-zA-Z_]\w*$/.test(label) ? label : `"${escapeLabelValue(label)}"`
}

function formatPoints(points: readonly Point[]): string[] {
  const runs: { point: Point; count: number }[] = []
  for (const point of points) {
    const last = runs.at(-1)
    if (last !== undefined && Object.is(last.point, point)) last.count += 1
    else runs.push({ point, count: 1 })
  }
  return runs.flatMap(({ point, count }) => {
    if (point === 'omitted') return count === 1 ? '_' : `_x${count}`
    if (typeof point !== 'number') return Array.from({ length: count }, () => (point === 'stale' ? 'stale' : '{{}}'))
    return count < 3 ? Array.from({ length: count }, () => formatNumber(point)) : `${formatNumber(point)}x${count - 1}`
  })
}
