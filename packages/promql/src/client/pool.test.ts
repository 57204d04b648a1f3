import { setTimeout as sleep } from 'node:timers/promises'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { createPool } from './pool.ts'

const never = new AbortController().signal

test('never more tasks run than allowed, all of them run, and in order', async () => {
  await fc.assert(
    fc.asyncProperty(fc.integer({ min: 1, max: 5 }), fc.array(fc.nat(3), { maxLength: 20 }), async (limit, lengths) => {
      const pool = createPool(limit)
      const started: number[] = []
      let running = 0
      let most = 0
      await Promise.all(
        lengths.map((turns, index) =>
          pool.run(async () => {
            started.push(index)
            most = Math.max(most, ++running)
            for (let turn = 0; turn < turns; turn++) await Promise.resolve()
            running--
          }, never),
        ),
      )
      expect(most).toBeLessThanOrEqual(limit)
      expect(started).toEqual(lengths.map((_, index) => index))
    }),
    { numRuns: 20 },
  )
})

test('a task that is aborted while it waits never starts and holds no place', async () => {
  const pool = createPool(1)
  const controller = new AbortController()
  let started = false
  const first = pool.run(() => sleep(20), never)
  const second = pool.run(async () => {
    started = true
  }, controller.signal)
  controller.abort(new Error('enough'))
  await expect(second).rejects.toThrow('enough')
  await first
  await expect(pool.run(async () => 'free', never)).resolves.toBe('free')
  expect(started).toBe(false)
})

test('a task that fails gives its place back', async () => {
  const pool = createPool(1)
  await expect(pool.run(() => Promise.reject(new Error('broken')), never)).rejects.toThrow('broken')
  await expect(pool.run(async () => 'free', never)).resolves.toBe('free')
})
