import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test, vi } from 'vitest'
import { temporaryHistory } from './testing/history-folder.ts'
import { startWorker } from './testing/run-worker.ts'

// Files, processes and flushes take their time on a busy disk.
vi.setConfig({ testTimeout: 60_000 })

const start = 1_790_000_000

test('several processes that record and read at once lose nothing and block nobody', async () => {
  const history = temporaryHistory()
  const writers = ['a', 'b', 'c'].map((name) => startWorker([history.path, 'record', '12', name]))
  const readers = [1, 2].map(() => startWorker([history.path, 'read', '4']))
  const ours = (async () => {
    for (let index = 0; index < 4; index++) await history.runs()
  })()
  expect(await Promise.all([...writers, ...readers].map(({ ended }) => ended))).toEqual([0, 0, 0, 0, 0])
  await ours

  const recorded = writers.flatMap(({ lines }) => lines).sort()
  expect(recorded).toHaveLength(36)
  expect((await history.runs()).map(({ id }) => id).sort()).toEqual(recorded)
  expect(await history.findings()).toHaveLength(36)
  // 36 series of 20 points each, and one of 13 that every process wrote parts of.
  expect(await history.metrics()).toEqual([expect.objectContaining({ series: 37, samples: 36 * 20 + 13 })])
  expect(readdirSync(join(history.folder, 'history.spool'))).toEqual([])
  expect((await history.query('SELECT count(*) FROM (SELECT DISTINCT sid, ts FROM samples)')).rows).toEqual([['733']])
  const window = { metric: 'points', cluster: 'lab', start, end: start + 86_400 }
  const shared = await history.samples({ ...window, labels: { writer: 'all' } })
  expect(shared.series.map(({ times }) => times.length)).toEqual([13])
})
