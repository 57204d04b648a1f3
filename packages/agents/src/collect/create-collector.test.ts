import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { openHistory } from '@ocp-perf/storage'
import { expect, onTestFinished, test, vi } from 'vitest'
import { connectServers } from '../connect/connect-servers.ts'
import { startCollectLab } from '../testing/collect-lab.ts'
import { type CollectorOptions, createCollector } from './create-collector.ts'

// DuckDB and the graph are loaded by the first test.
vi.setConfig({ testTimeout: 90_000 })

const signal = new AbortController().signal
const noon = 1_795_953_600
const metric = 'fsync_p99'

/** A collector over a server, a history of its own, and a clock that the test moves. */
async function setUp(given: Partial<CollectorOptions> = {}, server?: { url: string }) {
  const folder = mkdtempSync(join(tmpdir(), 'collector-'))
  const path = join(folder, 'history.duckdb')
  const started = await startCollectLab()
  const clock = { now: noon + 20 }
  const servers = connectServers({ servers: [{ name: 'lab', url: server?.url ?? started.url }] })
  const open = () => openHistory({ path, metrics: [] })
  const history = open()
  const options = { servers, history, every: 300, backfill: 3600, now: () => clock.now, ...given }
  onTestFinished(async () => {
    await servers.close()
    await history.close()
    rmSync(folder, { recursive: true, force: true })
  })
  return { ...started, clock, history, path, options, collector: createCollector(options) }
}

const states = (round: { outcomes: readonly { state: string }[] } | undefined) =>
  round?.outcomes.map(({ state }) => state)

test('the first round records what was wanted, each later one what came since, and nothing twice', async () => {
  const { lab, clock, history, collector, options } = await setUp()
  expect(states(await collector.round(signal))).toEqual(['recorded'])
  expect(states(await collector.round(signal))).toEqual(['current'])
  clock.now += 700
  expect(states(await collector.round(signal))).toEqual(['recorded'])
  clock.now += 300
  // What another process knows, it knows from the history.
  expect(states(await createCollector(options).round(signal))).toEqual(['recorded'])
  expect(lab.asked).toEqual([
    { start: noon - 3540, end: noon },
    { start: noon, end: noon + 600 },
    { start: noon + 600, end: noon + 900 },
  ])
  const { series } = await history.samples({ metric, cluster: 'lab', start: noon - 3600, end: noon + 900 })
  expect(series.map(({ times }) => times.length)).toEqual([(3540 + 900) / 30 + 1])
  const [newest] = await history.runs()
  expect(newest).toMatchObject({
    id: 'run-3',
    tool: 'collect_lab',
    cluster: 'lab',
    startedAt: noon + 900,
    verdict: 'ok',
  })
  const { panels } = await history.run('run-3')
  expect(panels[0]?.metrics).toMatchObject([{ id: metric, verdict: 'ok', rows: [], omitted: 1 }])
  expect(await history.verdictOf(metric, { cluster: 'lab' })).toBe('ok')
  expect(await history.unmeasured({ cluster: 'lab', start: noon, end: noon + 900 })).toEqual(new Map())
  expect(await collector.fill(signal)).toBeUndefined()
})

test('what is older is filled in newest first, and what has no samples is remembered', async () => {
  const { lab, collector, options } = await setUp({ backfill: 6 * 3600 })
  lab.samplesFrom = noon - 7000
  expect(await collector.round(signal)).toMatchObject({ left: 2 })
  expect(await collector.fill(signal)).toMatchObject({ outcomes: [{ verdict: 'no_data' }], left: 1 })
  expect(await collector.fill(signal)).toMatchObject({ outcomes: [{ verdict: 'no_data' }], left: 0 })
  expect(lab.asked.map(({ end }) => end)).toEqual([noon, noon - 7200, noon - 14_400])
  expect(await createCollector(options).round(signal)).toMatchObject({ left: 0, outcomes: [{ state: 'current' }] })
})

test('what the source refuses as too old is remembered as no data', async () => {
  const { lab, collector, history } = await setUp({ backfill: 4 * 3600 })
  lab.keptFrom = noon - 7200
  await collector.round(signal)
  expect(await collector.fill(signal)).toMatchObject({ outcomes: [{ state: 'recorded', verdict: 'no_data' }] })
  expect(await collector.fill(signal)).toBeUndefined()
  expect((await history.runs()).at(-1)).toMatchObject({ verdict: 'no_data', headline: 'That is more than is kept.' })
})

test('a window that fails is asked for again with what came since, and one of the past later', async () => {
  const { lab, clock, collector } = await setUp({ backfill: 3 * 3600 })
  lab.failures = 1
  expect(await collector.round(signal)).toMatchObject({ outcomes: [{ state: 'failed', fault: { code: 'timeout' } }] })
  expect(await collector.fill(signal)).toBeUndefined()
  clock.now += 300
  expect(states(await collector.round(signal))).toEqual(['recorded'])
  lab.failures = 1
  expect(states(await collector.fill(signal))).toEqual(['failed'])
  expect(await collector.fill(signal)).toBeUndefined()
  clock.now += 300
  await collector.round(signal)
  expect(states(await collector.fill(signal))).toEqual(['recorded'])
})

test('where a metric could not be asked for the next round asks again, and takes what there is if that stays so', async () => {
  const { lab, clock, collector, history } = await setUp()
  lab.holes = 1
  expect(await collector.round(signal)).toMatchObject({ outcomes: [{ state: 'failed', fault: { code: 'upstream' } }] })
  expect(await history.runs()).toEqual([])
  clock.now += 300
  expect(await collector.round(signal)).toMatchObject({ outcomes: [{ state: 'recorded', unmeasured: [] }] })
  lab.holes = 2
  clock.now += 300
  expect(states(await collector.round(signal))).toEqual(['failed'])
  expect(await collector.round(signal)).toMatchObject({ outcomes: [{ state: 'recorded', unmeasured: [metric] }] })
})

test('whoever comes once asks for what could not be measured again at once', async () => {
  const { lab, collector } = await setUp({ once: true })
  lab.holes = 1
  expect(await collector.round(signal)).toMatchObject({ outcomes: [{ state: 'recorded', unmeasured: [] }] })
  expect(lab.asked).toHaveLength(2)
})

test('a history that cannot be written ends nothing: the round says so, and the next one asks again', async () => {
  const { collector, options } = await setUp()
  const blocked = join(mkdtempSync(join(tmpdir(), 'collector-')), 'file')
  writeFileSync(blocked, '')
  const history = openHistory({ path: join(blocked, 'history.duckdb'), metrics: [] })
  const round = await createCollector({ ...options, history }).round(signal)
  expect(round).toMatchObject({ outcomes: [{ state: 'failed', fault: { hint: expect.any(String) } }] })
  await history.close()
  expect(states(await collector.round(signal))).toEqual(['recorded'])
})

test('a server that is down, and a domain that nobody offers, are said', async () => {
  const down = await setUp({}, { url: 'http://127.0.0.1:1/mcp' })
  expect(await down.collector.round(signal)).toMatchObject({
    outcomes: [{ domain: 'lab', state: 'failed', fault: { code: 'unreachable' } }],
  })
  const { collector } = await setUp({ domains: ['lab', 'storage'] })
  expect((await collector.round(signal)).outcomes).toMatchObject([
    { domain: 'storage', state: 'failed', fault: { code: 'not_found', hint: 'There is lab.' } },
    { domain: 'lab', state: 'recorded' },
  ])
})

test('a round that is stopped rejects with the reason, and records nothing', async () => {
  const { collector, history } = await setUp()
  const stopping = new AbortController()
  const round = collector.round(stopping.signal)
  stopping.abort(new Error('enough'))
  await expect(round).rejects.toThrow('enough')
  expect(await history.runs()).toEqual([])
})
