import { anomalyMethods, type DetectOptions, defaultThresholds } from '@ocp-perf/stats'

/** A way of detection that is judged. */
export interface JudgedMethod {
  name: string
  options: DetectOptions
  threshold: number
  /** What it may not fall below, standard score of NAB and F1 of services: a run that does ends non-zero. */
  floor?: { nab?: number; services?: number }
}

/** Of what people are told to use, and of what is held to be the best on NAB. */
const floors: Readonly<Partial<Record<string, JudgedMethod['floor']>>> = {
  auto: { nab: 65, services: 0.53 },
  'record-bands, rows': { nab: 72 },
}

/** Every method, and its other ways where it has some. */
export const judgedMethods: readonly JudgedMethod[] = allMethods().map((method) => {
  const floor = floors[method.name]
  return floor === undefined ? method : { ...method, floor }
})

function allMethods(): JudgedMethod[] {
  return [
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
}
