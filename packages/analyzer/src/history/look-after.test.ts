import { join } from 'node:path'
import { afterEach, expect, test, vi } from 'vitest'
import { testContext } from '../testing/index.ts'
import { temporaryFolder } from '../testing/temporary-folder.ts'
import { lookAfter } from './look-after.ts'

afterEach(() => {
  vi.useRealTimers()
})

const policy = { samplesDays: 30, runsDays: 180 }

test('a history is looked after each minute, one time after the other, until that ends', async () => {
  vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] })
  const context = testContext({ url: 'http://127.0.0.1:1', db: join(temporaryFolder(), 'history.duckdb') })
  const { history } = context
  if (history === undefined) throw new Error('it has one')
  const signals: (AbortSignal | undefined)[] = []
  let finish = () => {}
  const keepUp = (_: object, signal?: AbortSignal) => {
    signals.push(signal)
    return new Promise<void>((resolve) => {
      finish = resolve
      signal?.addEventListener('abort', () => resolve())
    })
  }
  const onBug = vi.fn()
  const end = lookAfter({ history: () => ({ ...history, keepUp }), policy, onBug })
  await vi.advanceTimersByTimeAsync(59_000)
  expect(signals).toHaveLength(0)
  await vi.advanceTimersByTimeAsync(121_000)
  expect(signals).toHaveLength(1)
  finish()
  await vi.advanceTimersByTimeAsync(60_000)
  expect(signals).toHaveLength(2)
  await end()
  expect(signals[1]?.aborted).toBe(true)
  await vi.advanceTimersByTimeAsync(120_000)
  expect(signals).toHaveLength(2)
  expect(onBug).not.toHaveBeenCalled()
  await context.close()
})

test('a bug is told and does not end the looking', async () => {
  vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] })
  const onBug = vi.fn()
  const broken = () => {
    throw new Error('a bug')
  }
  const end = lookAfter({ history: broken, policy, onBug })
  await vi.advanceTimersByTimeAsync(120_000)
  expect(onBug).toHaveBeenCalledTimes(2)
  await end()
})
