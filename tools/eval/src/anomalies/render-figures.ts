import { markdownTable } from '../report/words.ts'
import type { JudgedMethod } from './methods.ts'
import type { NabJudgement } from './nab/judge-nab.ts'
import type { EventScore } from './services/judge-services.ts'

export interface MethodFigures {
  method: JudgedMethod
  nab: NabJudgement
  services: EventScore
}

/** Two tables: every method at its default, and what a threshold chosen by labels would add. */
export function renderFigures(figures: readonly MethodFigures[]): string {
  const [one, two] = [(value: number) => value.toFixed(1), (value: number) => value.toFixed(2)]
  const atDefault = figures.map(({ method, nab, services }) => [
    `\`${method.name}\``,
    String(method.threshold),
    one(nab.standard),
    one(nab.lowFalseAlarms),
    one(nab.lowMisses),
    `${nab.hits} of ${nab.windows}, ${nab.falseAlarms}`,
    two(services.f1),
    `${two(services.recall)}, ${two(services.precision)}`,
    two(services.falseAlarmsPerDay),
    one(nab.microsecondsPerPoint),
  ])
  const tuned = figures.map(({ method, nab }) => [
    `\`${method.name}\``,
    one(nab.standard),
    `${one(nab.tuned.score)} at ${Number(nab.tuned.threshold.toPrecision(3))}`,
    `${one(nab.validated.mean)} ± ${one(nab.validated.deviation)}`,
  ])
  const headings = [
    'method',
    'default threshold',
    'NAB standard',
    'few false alarms',
    'few misses',
    'windows hit, false alarms',
    'services F1',
    'recall, precision',
    'false alarms a day and series',
    'µs a point',
  ]
  return [
    markdownTable(headings, atDefault),
    'NAB standard with a threshold chosen by labels:',
    markdownTable(['method', 'default', 'best threshold', 'two-fold cross-validation'], tuned),
    '',
  ].join('\n\n')
}
