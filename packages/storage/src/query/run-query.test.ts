import { expect, test, vi } from 'vitest'
import type { History } from '../history.ts'
import { temporaryHistory } from '../testing/history-folder.ts'
import { frameOf, panelResult, runRecord, seriesOf } from '../testing/run-record.ts'

// Files, processes and flushes take their time on a busy disk.
vi.setConfig({ testTimeout: 60_000 })

/** Streams for hours and holds nothing, so that it is time that ends it and not memory. */
const endless = 'SELECT sum(hash(range)) FROM range(100000000000000)'

async function filledHistory(): Promise<History & { path: string; folder: string }> {
  const history = temporaryHistory()
  const points = seriesOf({ member: 'm1' }, 1_790_000_000, [1, 2, 3, 4])
  await history.record(runRecord({ panels: [panelResult()], frames: new Map([['slow_fsync', frameOf(points)]]) }))
  return history
}

test('a query that takes too long is ended, and the history works on', async () => {
  const history = await filledHistory()
  const from = performance.now()
  await expect(history.query(endless, { timeoutMs: 300 })).rejects.toMatchObject({ code: 'timeout' })
  expect(performance.now() - from).toBeLessThan(30_000)
  expect(await history.runs()).toHaveLength(1)
})

test('a query whose caller gives up is ended', async () => {
  const history = await filledHistory()
  await history.drain()
  await expect(history.query(endless, {}, AbortSignal.timeout(1_500))).rejects.toMatchObject({ name: 'TimeoutError' })
  expect(await history.runs()).toHaveLength(1)
})

test('an answer comes with its columns, and a refused statement is an error with a hint', async () => {
  const history = await filledHistory()
  expect(await history.query('SELECT member, value FROM slow_fsync', { maxRows: 2 })).toEqual({
    columns: [
      { name: 'member', type: 'VARCHAR' },
      { name: 'value', type: 'DOUBLE' },
    ],
    rows: [
      ['m1', 1],
      ['m1', 2],
    ],
    truncated: true,
    tookMs: expect.any(Number),
  })
  await expect(history.query('DELETE FROM runs')).rejects.toMatchObject({ code: 'bad_query', hint: expect.any(String) })
  expect(history.status().state).toBe('ready')
})

test.each([{ maxRows: 0 }, { maxRows: 10_001 }, { timeoutMs: 1 }, { timeoutMs: 60_001 }])(
  'limits beyond what is allowed are refused: %o',
  async (options) => {
    const history = temporaryHistory()
    await expect(history.query('SELECT 1', options)).rejects.toMatchObject({ code: 'invalid_input' })
  },
)
