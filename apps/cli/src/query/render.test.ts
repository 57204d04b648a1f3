import type { MetricResult, PanelResult, Row } from '@ocp-perf/panel'
import { expect, test } from 'vitest'
import { createTerminal } from '../output/terminal.ts'
import type { QueryAnswer } from './answer.ts'
import { type Format, renderAnswer } from './render.ts'

const written = { write: () => true, isTTY: false, columns: 100 }
const terminal = createTerminal({ out: written, err: written, env: {} })
const window = { start: 1_700_000_000, end: 1_700_000_120, step: 60 }

function series(labels: Record<string, string>, ...values: number[]) {
  return {
    labels,
    times: Float64Array.from(values, (_, index) => window.start + index * 60),
    values: Float64Array.from(values),
  }
}

function answer(given: Partial<QueryAnswer> = {}): QueryAnswer {
  return {
    query: 'x',
    cluster: 'lab',
    recording: undefined,
    window,
    unit: undefined,
    panel: undefined,
    metric: undefined,
    series: [],
    warnings: [],
    partial: false,
    ...given,
  }
}

const render = (given: QueryAnswer, format: Format = 'table', top = 20) =>
  renderAnswer(given, { format, top }, terminal)

function judged(rows: Pick<Row, 'labels' | 'verdict'>[]): Pick<QueryAnswer, 'panel' | 'metric' | 'unit'> {
  const figures = { last: null, mean: null, min: null, max: null, p95: null, over: null, since: null }
  const metric: MetricResult = {
    id: 'fsync',
    title: 'fsync',
    unit: 'seconds',
    verdict: 'critical',
    headline: 'fsync: m2 critical',
    bands: { critical: 0.5, source: 'https://etcd.io' },
    rows: rows.map((row) => ({ ...row, ...figures })),
    omitted: 0,
    uri: 'metric://lab/fsync',
  }
  const panel: PanelResult = {
    cluster: 'lab',
    panel: 'fsync',
    window,
    platform: 'standalone',
    verdict: 'critical',
    headline: metric.headline,
    metrics: [metric],
    findings: [],
    notes: ['Samples begin late.'],
  }
  return { panel, metric, unit: 'seconds' }
}

test('a judged metric leads with its verdict and shows each row with its own, in its unit', () => {
  const text = render(
    answer({
      ...judged([
        { labels: { member: 'm2' }, verdict: 'critical' },
        { labels: { member: 'm1' }, verdict: 'ok' },
      ]),
      series: [series({ member: 'm2' }, 0.5, 1), series({ member: 'm1' }, 0.001, 0.002)],
    }),
  )
  const lines = text.split('\n')
  expect(lines[0]).toBe('critical: fsync: m2 critical')
  expect(lines[1]).toContain('lab, 2023-11-14T22:13:20Z to 2023-11-14T22:15:20Z')
  expect(lines[2]).toMatch(/^MEMBER\s+VERDICT\s+LAST\s+MEAN\s+MIN\s+MAX/)
  expect(lines[3]).toMatch(/^m2\s+critical\s+1 s\s+750 ms\s+500 ms\s+1 s/)
  expect(lines.at(-1)).toBe('Note: Samples begin late.')
})

test('PromQL shows only labels that tell the series apart, and says how many it left out', () => {
  const many = ['a', 'b', 'c'].map((name) => series({ __name__: 'up', job: 'etcd', instance: name }, 1))
  const text = render(answer({ series: many }), 'table', 2)
  expect(text).not.toContain('etcd')
  expect(text).toContain('INSTANCE')
  expect(text).toContain('… 1 more series; --top shows them.')
})

test('a moment has one value and no line of blocks', () => {
  const text = render(answer({ window: { ...window, step: undefined }, series: [series({}, 3)] }))
  expect(text).toContain('at 2023-11-14T22:15:20Z')
  expect(text).toMatch(/VALUE\n\s+3$/)
})

test('no series is said in words', () => {
  expect(render(answer())).toContain('No series: nothing answers this query in this window.')
})

test('warnings and a partial answer are said, and a recording is named', () => {
  const recording = { name: 'dump.om.gz', start: 1, end: 2 }
  const text = render(answer({ series: [series({}, 1)], warnings: ['PromQL info: x'], partial: true, recording }))
  expect(text).toContain('from dump.om.gz')
  expect(text).toContain('Note: PromQL info: x')
  expect(text).toContain('answered in part')
})

test('what is amiss with a dump is said of PromQL too', () => {
  const recording = { name: 'the dump x.om', start: 1, end: 2, warnings: ['The dump ends in the middle of its data.'] }
  expect(render(answer({ series: [series({}, 1)], recording }))).toMatch(
    /\nNote: The dump ends in the middle of its data\.$/,
  )
})

test('the rows of one metric are drawn on one scale, those of PromQL each on its own', () => {
  const rows = [series({ member: 'm2' }, 0.5, 1), series({ member: 'm1' }, 0.001, 0.002)]
  const blocks = (given: QueryAnswer) => render(given).match(/[▁▂▃▄▅▆▇█]+$/gm)
  expect(blocks(answer({ ...judged([]), series: rows }))).toEqual(['▅█', '▁▁'])
  expect(blocks(answer({ series: rows }))).toEqual(['▁█', '▁█'])
})

test('JSON is valid whatever the numbers', () => {
  const odd = series({ a: 'b' }, Number.NaN, Number.POSITIVE_INFINITY, 1)
  const parsed = JSON.parse(render(answer({ series: [odd] }), 'json'))
  expect(parsed.series[0].points).toEqual([
    [window.start, 'NaN'],
    [window.start + 60, '+Inf'],
    [window.start + 120, 1],
  ])
})

test('CSV has every point on a line, with every label', () => {
  const text = render(answer({ series: [series({ b: '2', a: '1' }, 7), series({ a: 'x,y' }, 8)] }), 'csv', 1)
  expect(text).toBe('time,a,b,value\n2023-11-14T22:13:20.000Z,1,2,7\n2023-11-14T22:13:20.000Z,"x,y",,8\n')
})

test('a label of whoever is scraped cannot steer the terminal', () => {
  const text = render(answer({ series: [series({ a: 'x\u001b[2J' }, 1), series({ a: 'y' }, 1)] }), 'sparkline')
  expect(text).not.toContain('\u001b')
})
