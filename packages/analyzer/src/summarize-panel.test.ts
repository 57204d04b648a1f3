import type { MetricResult, PanelResult, Row } from '@ocp-perf/panel'
import { expect, test } from 'vitest'
import { summarizePanel } from './summarize-panel.ts'

const row = (labels: Record<string, string>, last: number | null): Row => ({
  labels,
  last,
  mean: last,
  min: last,
  max: last,
  p95: last,
  verdict: 'unknown',
  over: null,
  since: null,
})

const metric = (title: string, headline: string, rows: Row[], more: Partial<MetricResult> = {}): MetricResult => ({
  id: title.toLowerCase(),
  title,
  unit: 'count',
  verdict: 'unknown',
  headline: `${title}: ${headline} (latest; no published limit)`,
  rows,
  omitted: 0,
  uri: 'metric://lab/x',
  ...more,
})

const say = (metrics: MetricResult[], notes: string[] = []) => {
  const panel: PanelResult = {
    cluster: 'lab',
    panel: 'test',
    window: { start: 0, end: 60, step: 15 },
    platform: 'standalone',
    verdict: 'ok',
    headline: 'All is well',
    metrics,
    findings: [],
    notes,
  }
  return summarizePanel(panel).split('\n')
}

test('a metric without a limit is said by its headline, without the words that head the list', () => {
  const pairs = [row({ member: 'm1', peer: 'm2' }, 1), row({ member: 'm2', peer: 'm1' }, 2)]
  expect(say([metric('Traffic', 'm2 → m1 2, m1 → m2 1', pairs)]).slice(-2)).toEqual([
    'Latest values, no limit published:',
    '- Traffic: m2 → m1 2, m1 → m2 1',
  ])
})

test('what is 0 everywhere takes one line, and what has rows that are not shown is not called so', () => {
  const zero = (title: string, more: Partial<MetricResult> = {}) =>
    metric(title, 'm1 0, m2 0', [row({ member: 'm1' }, 0), row({ member: 'm2' }, 0)], more)
  const lines = say([zero('A'), metric('B', 'm1 3', [row({ member: 'm1' }, 3)]), zero('C'), zero('D', { omitted: 1 })])
  expect(lines.slice(-3)).toEqual(['- B: m1 3', '- D: m1 0, m2 0', '- 0 everywhere: A, C.'])
})

test('what there is nothing to judge of is said once, after the figures; other notes stay before them', () => {
  const lines = say(
    [metric('B', 'm1 3', [row({ member: 'm1' }, 3)])],
    ['Nothing to judge (no calls): P99.', 'No sample of m3.', 'Nothing to judge (no history): Forecast.'],
  )
  expect(lines.slice(2)).toEqual([
    'Note: No sample of m3.',
    'Latest values, no limit published:',
    '- B: m1 3',
    'Note: Nothing to judge (no calls): P99; (no history): Forecast.',
  ])
})
