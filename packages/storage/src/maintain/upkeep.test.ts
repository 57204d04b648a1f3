import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test, vi } from 'vitest'
import type { RetentionPolicy } from '../history.ts'
import { historyPaths } from '../history-paths.ts'
import { temporaryHistory } from '../testing/history-folder.ts'
import { frameOf, runRecord, seriesOf } from '../testing/run-record.ts'
import { keepUp } from './upkeep.ts'
import { workOff } from './work-off.ts'

// Files, processes and flushes take their time on a busy disk.
vi.setConfig({ testTimeout: 120_000 })

const day = 86_400
const forEver = { samplesDays: undefined, runsDays: undefined }

const clock = (ahead: number) => Date.now() / 1000 + ahead

/** Keeps up as a history does, this many seconds ahead of now, but in this process: others take most of a second to start. */
function keepUpHere({ path }: { path: string }, ahead: number, policy: RetentionPolicy = forEver) {
  return keepUp({ paths: historyPaths(path), metrics: [], policy, now: clock(ahead), work: workOff })
}

const recent = (age: number) => {
  const startedAt = Date.now() / 1000 - age
  return runRecord({ startedAt, frames: new Map([['m', frameOf(seriesOf({ member: 'm1' }, startedAt - 60, [1, 2]))]]) })
}

test('a few young runs wait, and are taken in once the oldest has waited ten minutes', async () => {
  const history = temporaryHistory()
  await history.record(recent(0))
  await keepUpHere(history, 0)
  expect((await history.waiting()).runs).toBe(1)
  await keepUpHere(history, 601)
  expect(await history.waiting()).toEqual({ runs: 0, since: undefined })
  expect(await history.runs()).toHaveLength(1)
})

test('many runs are taken in at once', async () => {
  const history = temporaryHistory()
  await Promise.all(Array.from({ length: 20 }, (_, run) => history.record(recent(run))))
  await keepUpHere(history, 0)
  expect((await history.waiting()).runs).toBe(0)
})

test('what is too old is deleted once a day, and nothing where all is kept', async () => {
  const history = temporaryHistory()
  await history.record(recent(3 * day))
  await history.record(recent(0))
  await history.drain()
  await keepUpHere(history, 0)
  expect(await history.runs()).toHaveLength(2)
  await keepUpHere(history, 0, { samplesDays: 1, runsDays: undefined })
  expect(await history.metrics()).toEqual([expect.objectContaining({ samples: 2 })])
  expect(await history.runs()).toHaveLength(2)
  const policy = { samplesDays: 1, runsDays: 1 }
  await keepUpHere(history, day - 60, policy)
  expect(await history.runs()).toHaveLength(2)
  await keepUpHere(history, day, policy)
  expect(await history.runs()).toHaveLength(0)
})

test('several processes at once do no harm', async () => {
  const first = temporaryHistory({ now: () => clock(700) })
  await first.record(recent(3 * day))
  await first.record(recent(0))
  const policy = { samplesDays: 1, runsDays: 2 }
  const other = temporaryHistory({ folder: first.folder, now: () => clock(700) })
  await Promise.all([first.keepUp(policy), other.keepUp(policy)])
  await first.keepUp(policy)
  expect(await first.runs()).toHaveLength(1)
  expect(first.status().warnings).toEqual([])
})

test('what stands in its way is told by the status and logged once', async () => {
  const warn = vi.fn()
  const history = temporaryHistory({ now: () => clock(700), log: { warn, info: () => {} } })
  writeFileSync(join(history.folder, 'history.duckdb'), 'no database at all, but long enough to be looked at as one')
  await history.record(recent(0))
  await history.keepUp(forEver)
  await history.keepUp(forEver)
  expect(history.status().warnings).toEqual([
    expect.stringMatching(/^Runs wait to be taken in: The history file .* is damaged/),
  ])
  expect(warn).toHaveBeenCalledTimes(1)
  expect((await history.waiting()).runs).toBe(1)
})

test('nothing is begun for a history that is not there', async () => {
  const history = temporaryHistory()
  await history.keepUp({ samplesDays: 1, runsDays: 1 })
  expect(history.status()).toMatchObject({ state: 'ready', warnings: [] })
})
