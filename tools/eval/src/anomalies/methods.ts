import { anomalyMethods, type DetectOptions, defaultThresholds } from '@ocp-perf/stats'

/** A way of detection that is judged. */
export interface JudgedMethod {
  name: string
  options: DetectOptions
  threshold: number
}

/** Every method, and its other ways where it has some. */
export const judgedMethods: readonly JudgedMethod[] = [
  ...anomalyMethods.map((method) => ({ name: method, options: { method }, threshold: defaultThresholds[method] })),
  ...(['zscore', 'mad', 'iqr'] as const).map((method) => ({
    name: `${method}, trailing`,
    options: { method, baseline: 'trailing' as const },
    threshold: defaultThresholds[method],
  })),
  {
    name: 'record-bands, rows',
    options: { method: 'record-bands', unit: 'rows' },
    threshold: defaultThresholds['record-bands'],
  },
]
