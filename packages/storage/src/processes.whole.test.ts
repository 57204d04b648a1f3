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
  const writers = ['a', 'b'].map((name) => startWorker([history.path, 'record', '12', name]))
  const reader = startWorker([history.path, 'read', '4'])
  const ours = (async () => {
    for (let index = 0; index < 4; index++) await history.runs()
  })()
  expect(await Promise.all([...writers, reader].map(({ ended }) => ended))).toEqual([0, 0, 0])
  await ours

  const recorded = writers.flatMap(({ lines }) => lines).sort()
  expect(recorded).toHaveLength(24)
  expect((await history.runs()).map(({ id }) => id).sort()).toEqual(recorded)
  expect(await history.findings()).toHaveLength(24)
  // 24 series of 20 points each, and one of 13 that every process wrote parts of.
  expect(await history.metrics()).toEqual([expect.objectContaining({ series: 25, samples: 24 * 20 + 13 })])
  expect(readdirSync(join(history.folder, 'history.spool'))).toEqual([])
  expect((await history.query('SELECT count(*) FROM (SELECT DISTINCT sid, ts FROM samples)')).rows).toEqual([['493']])
  const window = { metric: 'points', cluster: 'lab', start, end: start + 86_400 }
  const shared = await history.samples({ ...window, labels: { writer: 'all' } })
  expect(shared.series.map(({ times }) => times.length)).toEqual([13])
})
