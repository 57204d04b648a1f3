import { expect, test } from 'vitest'
import { type PanelResult, panelResultSchema } from './panel.ts'

const panel: PanelResult = {
  cluster: 'lab',
  panel: 'etcd/disk-wal-fsync',
  window: { start: 1_790_000_000, end: 1_790_003_600, step: 30 },
  platform: 'standalone',
  verdict: 'critical',
  headline: 'WAL fsync p99: m2 critical',
  metrics: [
    {
      id: 'etcd_wal_fsync_p99',
      title: 'WAL fsync p99',
      unit: 'seconds',
      verdict: 'critical',
      headline: 'WAL fsync p99: m2 critical',
      bands: { watch: 0.01, critical: 0.5, source: 'https://etcd.io/docs/v3.6/faq/' },
      rows: [
        {
          labels: { member: 'm2' },
          last: 1,
          mean: 1,
          min: 1,
          max: 1,
          p95: null,
          verdict: 'critical',
          over: 0.84,
          since: 1_790_000_090,
        },
      ],
      omitted: 0,
      uri: 'metric://lab/etcd_wal_fsync_p99?start=1790000000&end=1790003600&step=30',
    },
  ],
  findings: [],
  notes: [],
}

test('a panel survives the way through JSON', () => {
  expect(panelResultSchema.parse(JSON.parse(JSON.stringify(panel)))).toEqual(panel)
})

test('a figure that JSON cannot carry is refused before it becomes null by accident', () => {
  const [metric] = panel.metrics
  const broken = { ...panel, metrics: [{ ...metric, rows: [{ ...metric?.rows[0], max: Number.POSITIVE_INFINITY }] }] }
  expect(panelResultSchema.safeParse(broken).success).toBe(false)
})

test('a verdict outside the closed set is refused', () => {
  expect(panelResultSchema.safeParse({ ...panel, verdict: 'fine' }).success).toBe(false)
})
