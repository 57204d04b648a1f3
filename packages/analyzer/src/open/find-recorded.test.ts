import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { openHistory } from '@ocp-perf/storage'
import { expect, test, vi } from 'vitest'
import { temporaryFolder } from '../testing/temporary-folder.ts'
import { openContext } from './open-context.ts'

// DuckDB is loaded by the first test that reads.
vi.setConfig({ testTimeout: 60_000 })

const silent = () => {}
const log = { debug: silent, info: silent, warn: silent, error: silent }
const server = { name: 'test', version: '1' }

function open(db: string | undefined, { cluster, env = {} }: { cluster?: string; env?: NodeJS.ProcessEnv } = {}) {
  const choice = env.OCP_PERF_FROM === undefined ? { from: 'history', cluster } : { cluster }
  return openContext({ choice, server, home: import.meta.url, log, env, db })
}

/** A history in which a run of each cluster left a point of a metric, the last one most recently. */
async function historyOf(...clusters: { name: string; platform?: string }[]): Promise<string> {
  const path = join(temporaryFolder(), 'history.duckdb')
  const history = openHistory({ path, metrics: [] })
  for (const [index, { name: cluster, platform = 'standalone' }] of clusters.entries()) {
    const startedAt = 1_790_000_000 + index * 3600
    const window = { start: startedAt - 600, end: startedAt, step: 30 }
    const times = Float64Array.from({ length: 21 }, (_, point) => window.start + point * 30)
    const series = [{ labels: { member: 'm1' }, times, values: times.map(() => 0.002) }]
    await history.record({
      ...{ id: `run-${index}`, tool: 'why', server: 'test', cluster, platform, startedAt, window },
      ...{ recording: null, verdict: 'ok', headline: '', score: null, panels: [], findings: [], report: null },
      frames: new Map([['etcd_wal_fsync_p99', { series, warnings: [], partial: false }]]),
    })
  }
  await history.close()
  return path
}

test('every cluster of a history can be asked, the most recent one where none is named', async () => {
  const db = await historyOf({ name: 'west' }, { name: 'east' })
  const context = await open(db)
  expect(context.clusterNames).toEqual(['east', 'west'])
  const { now, source } = await context.source('west')
  expect(now()).toBe(1_790_000_000)
  const { series } = await source.range(
    'max(etcd_wal_fsync_p99) * 1000',
    { start: 1_789_999_800, end: 1_790_000_000, step: 100 },
    {},
  )
  expect(series.map(({ values }) => [...values])).toEqual([[2, 2, 2]])
  expect(await source.labelValues('__name__')).toEqual(['etcd_wal_fsync_p99'])
  expect(await source.series({ match: ['{member=~"m.+"}'] })).toEqual([
    { __name__: 'etcd_wal_fsync_p99', member: 'm1' },
  ])
  await context.close()
})

test('a cluster is named by flag or variable, and one that is not recorded is refused with what there is', async () => {
  const db = await historyOf({ name: 'west' }, { name: 'east' })
  for (const options of [
    { cluster: 'west' },
    { cluster: 'west', env: { OCP_PERF_FROM: 'history' } },
    { env: { OCP_PERF_FROM: 'history', OCP_PERF_CLUSTER: 'west' } },
  ]) {
    const context = await open(db, options)
    expect(context.clusterNames[0]).toBe('west')
    await context.close()
  }
  await expect(open(db, { cluster: 'north' })).rejects.toMatchObject({
    code: 'not_found',
    message: expect.stringContaining(db),
    hint: expect.stringContaining('east, west'),
  })
})

test('without a history, or with an empty one, the file is named and what to do; nothing is made', async () => {
  const db = join(temporaryFolder(), 'history.duckdb')
  const hint = expect.stringContaining('--db')
  await expect(open(db)).rejects.toMatchObject({ code: 'not_found', message: `There is no history in ${db}.`, hint })
  expect(existsSync(db)).toBe(false)
  const empty = openHistory({ path: db, metrics: [] })
  await empty.drain()
  await empty.close()
  await expect(open(db)).rejects.toMatchObject({ code: 'not_found', message: `The history in ${db} is empty.`, hint })
  await expect(open(undefined)).rejects.toMatchObject({ code: 'invalid_input' })
})

test('a platform that this configuration does not know is an error of the call, with its name', async () => {
  const context = await open(await historyOf({ name: 'old', platform: 'mainframe' }))
  await expect(context.cluster(undefined)).rejects.toMatchObject({ message: expect.stringContaining('"mainframe"') })
  await context.close()
})
