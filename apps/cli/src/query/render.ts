import { csvLines, type Scale, sharedScale, sparkline } from '@ocp-perf/elt'
import { formatValue, type Row } from '@ocp-perf/panel'
import type { Labels } from '@ocp-perf/promql'
import { last, max, mean, min } from '@ocp-perf/stats'
import { type Column, table } from '../output/table.ts'
import { plain, type Terminal } from '../output/terminal.ts'
import type { AnswerSeries, QueryAnswer } from './answer.ts'

export const formats = ['table', 'json', 'csv', 'sparkline'] as const
export type Format = (typeof formats)[number]

interface Shown {
  answer: QueryAnswer
  top: number
  terminal: Terminal
}

/** The answer in a format, for standard output. */
export function renderAnswer(
  answer: QueryAnswer,
  { format, top }: { format: Format; top: number },
  terminal: Terminal,
): string {
  const shown = { answer, top, terminal }
  switch (format) {
    case 'json':
      return renderJson(answer)
    case 'csv':
      return renderCsv(answer)
    case 'sparkline':
      return renderSparklines(shown)
    case 'table':
      return renderTable(shown)
  }
}

/** JSON has neither NaN nor infinities: they stand as the strings that Prometheus uses. */
function renderJson({ panel, metric: _, series, ...head }: QueryAnswer): string {
  const points = ({ labels, times, values }: AnswerSeries) => ({
    labels,
    points: Array.from(times, (time, index) => [time, jsonNumber(values[index])]),
  })
  return JSON.stringify({ ...head, ...(panel ? { panel } : {}), series: series.map(points) })
}

function jsonNumber(value: number | undefined): number | string {
  if (value === undefined || Number.isNaN(value)) return 'NaN'
  if (Number.isFinite(value)) return value
  return value > 0 ? '+Inf' : '-Inf'
}

/** Every point on a line of its own: `time,<labels…>,value`. */
function renderCsv({ series }: QueryAnswer): string {
  const keys = labelKeys(series)
  function* rows() {
    for (const { labels, times, values } of series) {
      const names = keys.map((key) => labels[key] ?? '')
      for (const [index, time] of times.entries()) {
        yield [new Date(time * 1000).toISOString(), ...names, values[index] ?? Number.NaN]
      }
    }
  }
  return csvLines(['time', ...keys, 'value'], rows())
}

function renderSparklines({ answer, top, terminal }: Shown): string {
  const { series } = answer
  const names = series.slice(0, top).map(({ labels }) => seriesName(labels))
  const width = sparkWidth(terminal, Math.max(0, ...names.map((name) => name.length)) + 24)
  const scale = scaleOf(answer)
  const rows = series
    .slice(0, top)
    .map((each, index) => [
      names[index] ?? '',
      blocks(each, answer, { width, scale }),
      figure(answer, last(each.values)),
      figure(answer, max(each.values)),
    ])
  const columns: Column[] = [{ title: 'series' }, { title: '' }, right('last'), right('max')]
  return [...head(answer, terminal), table(columns, rows), ...foot(answer, top)].join('\n')
}

function renderTable({ answer, top, terminal }: Shown): string {
  const { series, metric, window } = answer
  const keys = labelKeys(series)
  const judged = metric?.bands !== undefined
  const isRange = window.step !== undefined
  const scale = scaleOf(answer)
  const columns: Column[] = [
    ...keys.map((key) => ({ title: plain(key) })),
    ...(judged ? [{ title: 'verdict' }] : []),
    ...(isRange ? ['last', 'mean', 'min', 'max'] : ['value']).map(right),
    ...(isRange ? [{ title: '' }] : []),
  ]
  const rows = series.slice(0, top).map((each) => {
    const row = metric?.rows.find(({ labels }) => sameLabels(labels, each.labels))
    const { values } = each
    const figures = isRange ? [last(values), mean(values), min(values), max(values)] : [last(values)]
    return [
      ...keys.map((key) => plain(each.labels[key] ?? '')),
      ...(judged ? [verdictCell(row, terminal)] : []),
      ...figures.map((value) => figure(answer, value)),
      ...(isRange ? [blocks(each, answer, { width: 30, scale })] : []),
    ]
  })
  const body = series.length > 0 ? [table(columns, rows)] : []
  return [...head(answer, terminal), ...body, ...foot(answer, top)].join('\n')
}

function head(answer: QueryAnswer, terminal: Terminal): string[] {
  const { cluster, window, panel, recording, series } = answer
  const end = formatValue(window.end, 'timestamp')
  const span = window.step === undefined ? `at ${end}` : `${formatValue(window.start, 'timestamp')} to ${end}`
  const step = window.step === undefined ? '' : `, a point every ${formatValue(window.step, 'seconds')}`
  const from = recording === undefined ? '' : `, from ${plain(recording.name)}`
  const empty =
    series.length === 0 && panel === undefined ? ['No series: nothing answers this query in this window.'] : []
  return [
    ...(panel === undefined ? [] : [`${terminal.verdict(panel.verdict)}: ${plain(panel.headline)}`]),
    terminal.dim(`${plain(cluster)}, ${span}${step}${from}`),
    ...empty,
  ]
}

function foot({ series, panel, recording, warnings, partial }: QueryAnswer, top: number): string[] {
  // A panel's notes begin with what must be known of its recording.
  const told = panel === undefined ? [...(recording?.warnings ?? []), ...warnings] : panel.notes
  return [
    ...(series.length > top ? [`… ${series.length - top} more series; --top shows them.`] : []),
    ...told.map((note) => `Note: ${plain(note)}`),
    ...(partial && panel === undefined
      ? ['Note: The source answered in part: some of its stores could not be reached.']
      : []),
  ]
}

/** The rows of one metric are compared; of PromQL's nobody knows whether they can be. */
function scaleOf({ series, unit }: QueryAnswer): Scale | undefined {
  return unit === undefined ? undefined : sharedScale(series)
}

/** A moment has nothing to draw. */
function blocks(
  series: AnswerSeries,
  { window }: QueryAnswer,
  drawn: { width: number; scale: Scale | undefined },
): string {
  const { start, end, step } = window
  return step === undefined ? '' : sparkline(series, { start, end, step, ...drawn })
}

function verdictCell(row: Row | undefined, terminal: Terminal): string {
  return row === undefined ? '' : terminal.verdict(row.verdict)
}

function right(title: string): Column {
  return { title, align: 'right' }
}

function figure({ unit }: QueryAnswer, value: number): string {
  return unit === undefined ? promFigure(value) : formatValue(value, unit)
}

/** PromQL's numbers have no unit that is known: six digits, as a person compares them. */
function promFigure(value: number): string {
  if (Number.isNaN(value)) return 'NaN'
  if (!Number.isFinite(value)) return value > 0 ? '+Inf' : '-Inf'
  return String(Number(value.toPrecision(6)))
}

/** The labels that tell the series apart, `__name__` first; all of a single one. */
function labelKeys(series: readonly AnswerSeries[]): string[] {
  const keys = [...new Set(series.flatMap(({ labels }) => Object.keys(labels)))]
  const first = series[0]?.labels ?? {}
  const telling = keys.filter((key) => series.length === 1 || series.some(({ labels }) => labels[key] !== first[key]))
  const kept = telling.length > 0 ? telling : keys
  return kept.sort((a, b) => Number(b === '__name__') - Number(a === '__name__') || (a < b ? -1 : 1))
}

function seriesName(labels: Labels): string {
  const { __name__: name = '', ...rest } = labels
  const inner = Object.entries(rest).map(([label, value]) => `${label}="${value}"`)
  return plain(inner.length === 0 ? name || '{}' : `${name}{${inner.join(',')}}`)
}

function sameLabels(a: Labels, b: Labels): boolean {
  const names = Object.keys(a)
  return names.length === Object.keys(b).length && names.every((name) => a[name] === b[name])
}

function sparkWidth({ columns }: Terminal, taken: number): number {
  return Math.max(10, Math.min(60, columns - taken))
}
