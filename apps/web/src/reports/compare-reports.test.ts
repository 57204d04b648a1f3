import type { Report } from '@ocp-perf/panel'
import { expect, test } from 'vitest'
import { calmReport, slowReport } from '../testing/sample-reports.ts'
import { compareReports } from './compare-reports.ts'

const told = <Item>(compared: readonly { standing: string; before: Item | null; after: Item | null }[]) =>
  compared.map(({ standing }) => standing)

/** A cause as the sample has it, changed. */
function causeOf(report: Report, change: Partial<Report['causes'][number]> = {}) {
  const [cause] = report.causes
  if (cause === undefined) throw new Error('the sample has a cause')
  return { ...cause, ...change }
}

/** The slow report with its first metric changed. */
function withMetric(change: (metric: Report['sections'][number]['panel']['metrics'][number]) => object): Report {
  const report = calmReport()
  const sections = report.sections.map((section) => ({
    ...section,
    panel: {
      ...section.panel,
      metrics: section.panel.metrics.map((metric) =>
        metric.id === 'etcd_wal_fsync_p99' ? { ...metric, ...change(metric) } : metric,
      ),
    },
  }))
  return { ...report, sections }
}

test('the earlier window comes first, whichever report is given first', () => {
  const [calm, slow] = [calmReport(), slowReport()]
  expect(compareReports(slow, calm)).toEqual(compareReports(calm, slow))
  expect(compareReports(slow, calm).before.verdict).toBe('ok')
})

test('trouble that came is new, its figures are worse, and the score tells by how much', () => {
  const { verdict, points, causes, findings, figures } = compareReports(calmReport(), slowReport())
  expect(verdict).toBe('worse')
  expect(points).toBe((slowReport().score.value ?? 0) - 100)
  expect(causes).toMatchObject([{ standing: 'new', before: null, after: { id: 'slow-disk' } }])
  const fsync = findings.find(({ after }) => after?.id === 'etcd_wal_fsync_p99')
  expect(fsync).toMatchObject({ standing: 'new', because: null })
  expect(figures[0]).toMatchObject({ standing: 'worse', before: { verdict: 'ok' }, times: expect.closeTo(20) })
})

test('trouble that went is gone, and a report beside itself is the same all over', () => {
  const later = { ...calmReport(), window: { ...slowReport().window, end: slowReport().window.end + 1 } }
  const { verdict, causes } = compareReports(slowReport(), later)
  expect({ verdict, causes: told(causes) }).toEqual({ verdict: 'better', causes: ['gone'] })
  const itself = compareReports(slowReport(), slowReport())
  const all = [
    itself.verdict,
    ...told(itself.causes),
    ...told(itself.findings),
    ...itself.figures.map((f) => f.standing),
  ]
  expect(new Set(all)).toEqual(new Set(['same']))
  expect(itself.notes).toEqual([])
})

test('a cause that the later report could not judge is not called gone, nor one that the earlier could not judge new', () => {
  const unseen = [{ what: 'Disk latency', why: 'no node metrics', causes: ['slow-disk'] }]
  const blind = { ...calmReport(), unseen }
  expect(compareReports(blind, slowReport()).causes).toMatchObject([
    { standing: 'unsure', because: 'Disk latency: no node metrics' },
  ])
  const later = { ...blind, window: { ...blind.window, end: slowReport().window.end + 60 } }
  expect(compareReports(slowReport(), later).causes).toMatchObject([{ standing: 'unsure' }])
})

test('a finding whose metric was not measured is not called new', () => {
  const silent = withMetric(() => ({ rows: [], verdict: 'no_data', reason: 'not recorded' }))
  const { findings } = compareReports(silent, slowReport())
  expect(findings.find(({ after }) => after?.id === 'etcd_wal_fsync_p99')).toMatchObject({
    standing: 'unsure',
    because: 'WAL fsync p99 has no figures in this report (not recorded).',
  })
})

test('a finding at a place that was not measured is not called new, unless rows were left out there', () => {
  const elsewhere = (omitted: number) => withMetric(({ rows }) => ({ omitted, rows: rows.slice(1) }))
  const standing = (report: Report) =>
    compareReports(report, slowReport()).findings.find(({ after }) => after?.id === 'etcd_wal_fsync_p99')?.standing
  expect(standing(elsewhere(0))).toBe('unsure')
  expect(standing(elsewhere(4))).toBe('new')
})

test('a cause is the same one where it has spread, and worse for it', () => {
  const slow = slowReport()
  const spread = causeOf(slow, { scope: 'm0 and m1', members: ['etcd-sim-master-0', 'm1'] })
  const later = { ...slow, generated_at: slow.generated_at + 1, causes: [spread] }
  expect(compareReports(slow, later).causes).toMatchObject([{ standing: 'worse', after: { scope: 'm0 and m1' } }])
  const elsewhere = { ...later, causes: [causeOf(slow, { scope: 'm9', members: ['m9'], nodes: ['n9'] })] }
  expect(told(compareReports(slow, elsewhere).causes)).toEqual(['new', 'gone'])
})

test('a cause that became the consequence of another is not gone', () => {
  const slow = slowReport()
  const later = { ...slow, generated_at: slow.generated_at + 1, causes: [], consequences: [causeOf(slow)] }
  expect(told(compareReports(slow, later).causes)).toEqual(['same'])
})

test('a figure that moved within its verdict rose or fell, and one that is no longer there is not compared with zero', () => {
  const figureOf = (mean: number | null) => {
    const report = withMetric(({ rows }) => ({ rows: rows.map((row) => ({ ...row, mean, verdict: 'ok' })) }))
    return (other: Report) =>
      compareReports(other, { ...report, generated_at: 9e9 }).figures.find(
        ({ metric }) => metric === 'etcd_wal_fsync_p99',
      )
  }
  const before = withMetric(({ rows }) => ({ rows: rows.map((row) => ({ ...row, mean: 0.004, verdict: 'ok' })) }))
  expect(figureOf(0.008)(before)).toMatchObject({ standing: 'rose', times: 2 })
  expect(figureOf(0.002)(before)).toMatchObject({ standing: 'fell', times: 0.5 })
  expect(figureOf(0.0042)(before)).toMatchObject({ standing: 'same' })
  expect(figureOf(null)(before)).toMatchObject({ standing: 'unsure', times: null })
})

test('what makes two reports hard to compare is said', () => {
  const slow = slowReport()
  const other = {
    ...calmReport(),
    cluster: 'other',
    domain: 'network',
    window: { ...calmReport().window, start: calmReport().window.start - 86_400 },
    sections: slow.sections.slice(0, 1),
  }
  const { notes } = compareReports(other, slow)
  expect(notes.join(' ')).toMatch(
    /different domains: network, etcd\. .*clusters: other, demo\. .*length: 60 min and 25 h\./,
  )
  expect(notes.at(-1)).toMatch(/^\d+ metrics are in one of them only\.$/)
})
