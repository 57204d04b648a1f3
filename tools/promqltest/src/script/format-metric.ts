import { escapeLabelValue, type Labels } from '@ocp-perf/promql'

/** A label set as the notation has it. */
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
