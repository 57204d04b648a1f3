import { expect, test, vi } from 'vitest'
import type { StoredFinding } from '../history.ts'
import { temporaryHistory } from '../testing/history-folder.ts'
import { panelResult, runRecord } from '../testing/run-record.ts'

// Files, processes and flushes take their time on a busy disk.
vi.setConfig({ testTimeout: 60_000 })

const noon = 1_790_000_000
const minute = 60

function finding(parts: Partial<StoredFinding>): StoredFinding {
  return {
    id: 'slow-disk',
    title: 'Slow disk',
    severity: 'degraded',
    subjects: ['m2'],
    confidence: 0.9,
    onset: null,
    evidence: null,
    ...parts,
  }
}

/** A look back over an hour, or what is said, which found this. */
function look(at: number, findings: readonly Partial<StoredFinding>[], length = 60 * minute) {
  return runRecord({
    startedAt: noon + at,
    window: { start: noon + at - length, end: noon + at, step: 15 },
    findings: findings.map(finding),
  })
}

async function historyOf(...runs: ReturnType<typeof look>[]) {
  const history = temporaryHistory()
  for (const run of runs) await history.record(run)
  return history
}

test('three tools that look at one incident make one occurrence', async () => {
  const history = await historyOf(
    look(0, [{ onset: noon - 600 }]),
    look(20, [{ onset: noon - 585, severity: 'critical' }]),
    look(40, [{ onset: noon - 615 }]),
  )
  expect(await history.occurrences({ id: 'slow-disk' })).toEqual({
    total: 1,
    newest: [
      {
        id: 'slow-disk',
        title: 'Slow disk',
        severity: 'critical',
        subjects: ['m2'],
        cluster: 'lab',
        onset: noon - 615,
        runs: 3,
        lastSeen: noon + 40,
      },
    ],
  })
})

test('what comes back later occurs anew', async () => {
  const history = await historyOf(
    look(0, [{ onset: noon - 600 }]),
    look(50 * minute, [{ onset: noon + 40 * minute }]),
    look(51 * minute, [{ onset: noon + 40 * minute }]),
  )
  const { total, newest } = await history.occurrences()
  expect(total).toBe(2)
  expect(newest.map(({ onset, runs }) => ({ onset, runs }))).toEqual([
    { onset: noon + 40 * minute, runs: 2 },
    { onset: noon - 600, runs: 1 },
  ])
})

test('what began before a window goes on where the window before it was seen, and is another one after a gap', async () => {
  const history = await historyOf(
    look(0, [{ onset: noon - 600 }]),
    look(40 * minute, [{}], 45 * minute),
    look(80 * minute, [{}]),
    look(900 * minute, [{}]),
  )
  const { newest } = await history.occurrences()
  expect(newest.map(({ onset, runs }) => ({ onset, runs }))).toEqual([
    { onset: null, runs: 1 },
    { onset: noon - 600, runs: 3 },
  ])
})

test('findings of one moment on several members are one occurrence that names them all', async () => {
  const history = await historyOf(
    look(0, [
      { id: 'fsync', onset: noon - 60, subjects: ['m3'] },
      { id: 'fsync', onset: noon - 60, subjects: ['m1'] },
      { id: 'other', onset: noon - 60 },
    ]),
  )
  const { newest } = await history.occurrences({ id: 'fsync' })
  expect(newest).toMatchObject([{ subjects: ['m1', 'm3'], runs: 1 }])
})

test('all of them are counted, however few are asked for', async () => {
  const hours = [0, 120, 240, 360].map((at) => look(at * minute, [{ onset: noon + at * minute - 60 }]))
  const history = await historyOf(...hours)
  const { total, newest } = await history.occurrences({ id: 'slow-disk', limit: 1 })
  expect({ total, last: newest.map(({ lastSeen }) => lastSeen) }).toEqual({ total: 4, last: [noon + 360 * minute] })
  expect(await history.occurrences({ id: 'slow-disk', since: noon + 200 * minute })).toMatchObject({ total: 2 })
  expect(await history.occurrences({ id: 'nothing' })).toEqual({ total: 0, newest: [] })
})

test('the verdict of a metric is that of the newest run which measured it', async () => {
  const history = await historyOf()
  const [metric] = panelResult().metrics
  if (metric === undefined) throw new Error('a panel without a metric')
  const measured = (at: number, id: string, verdict: 'ok' | 'critical') =>
    runRecord({ startedAt: noon + at, panels: [{ ...panelResult(), metrics: [{ ...metric, id, verdict }] }] })
  await history.record(measured(0, 'slow_fsync', 'critical'))
  await history.record(measured(60, 'slow_fsync', 'ok'))
  await history.record(measured(120, 'slow_fsync_too', 'critical'))
  expect(await history.verdictOf('slow_fsync', { cluster: 'lab' })).toBe('ok')
  expect(await history.verdictOf('slow_fsync', { cluster: 'lab', until: noon + 30 })).toBe('critical')
  expect(await history.verdictOf('slow_fsync', { cluster: 'elsewhere' })).toBeNull()
})
