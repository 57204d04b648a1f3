import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { type OfflineClient, offlineClient } from '@ocp-perf/analyzer/testing'
import { diagnosisSchema, panelResultSchema } from '@ocp-perf/panel'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { etcdAnalyzer } from './etcd-analyzer.ts'

const recording = fileURLToPath(
  new URL('../../../tools/lab/fixtures/recordings/slow-fsync-leader-30ms.om.gz', import.meta.url),
)
const deepDrive = 'get_etcd_performance_deep_drive'

describe('a run that is served again from history', () => {
  let folder: string
  let past: OfflineClient
  let before: string
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'served-history-'))
    const db = join(folder, 'history.duckdb')
    await using live = await offlineClient(etcdAnalyzer, recording, db)
    before = (await live.call(deepDrive, { duration: '30m' })).text
    await live[Symbol.asyncDispose]()
    past = await offlineClient(etcdAnalyzer, 'history', db)
  }, 60_000)
  afterAll(async () => {
    await past[Symbol.asyncDispose]()
    await rm(folder, { recursive: true })
  })

  test('has the same causes on top of its deep drive', async () => {
    const { data, text, isError } = await past.call(deepDrive, { duration: '30m' })
    expect(isError, text).toBe(false)
    const { causes } = diagnosisSchema.parse(data)
    expect(causes.map(({ id }) => id)).toEqual(['slow-disk'])
    expect(text.split('\n')[0]).toBe(before.split('\n')[0])
    expect(text).toMatch(/From the history of slow-fsync-leader-30ms: "now" is /)
  })

  test('answers for a metric with the rows that were recorded, and lists what there is', async () => {
    const { data, text } = await past.call('query_metric', { metric: 'etcd_wal_fsync_p99', duration: '30m' })
    const [metric] = panelResultSchema.parse(data).metrics
    expect(metric?.rows.map(({ labels }) => labels.member).sort(), text).toEqual(['m1', 'm2', 'm3'])
    const listed = await past.call('list_metrics', { text: 'wal fsync' })
    expect(listed.text).toContain('etcd_wal_fsync_p99')
  })

  test('says what no run recorded, and never that it is well', async () => {
    const { data } = await past.call('query_metric', { metric: 'scrape_targets_up', duration: '30m' })
    const [metric] = panelResultSchema.parse(data).metrics
    expect(metric).toMatchObject({ verdict: 'no_data', rows: [] })
    expect(metric?.reason).toBe('not recorded in this window')
  })
})
