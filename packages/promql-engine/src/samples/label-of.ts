import type { Labels } from '@ocp-perf/promql'

export const metricName = '__name__'

/** The value of a label, empty where it is missing; what every object inherits is not a label. */
export function labelOf(labels: Labels, name: string): string {
  const value: unknown = labels[name]
  return typeof value === 'string' ? value : ''
}
