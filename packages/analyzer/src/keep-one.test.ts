import { AppError } from '@ocp-perf/errors'
import { expect, test } from 'vitest'
import { keepOne } from './keep-one.ts'

function setUp(make: (signal: AbortSignal) => Promise<number>, limitMs = 1000) {
  let time = 0
  let calls = 0
  const counted = (signal: AbortSignal) => {
    calls++
    return make(signal)
  }
  const kept = keepOne(counted, { limitMs, failureMs: 2000, clock: () => time, what: 'Connecting', hint: 'Check.' })
  return { kept, calls: () => calls, pass: (ms: number) => (time += ms) }
}

test('callers at the same time share one piece of work, and later ones its value', async () => {
  const { kept, calls } = setUp(async () => 7)
  expect(await Promise.all([kept(), kept(), kept()])).toEqual([7, 7, 7])
  expect(await kept()).toBe(7)
  expect(calls()).toBe(1)
})

test('a failure is told again for a moment and then tried anew', async () => {
  let broken = true
  const { kept, calls, pass } = setUp(async () => {
    if (broken) throw new AppError('unreachable', 'down')
    return 1
  })
  await expect(kept()).rejects.toMatchObject({ code: 'unreachable' })
  broken = false
  await expect(kept()).rejects.toMatchObject({ code: 'unreachable' })
  pass(2000)
  expect(await kept()).toBe(1)
  expect(calls()).toBe(2)
})

test('a caller that gives up leaves the work to the others', async () => {
  let finish: (value: number) => void = () => {}
  const { kept, calls } = setUp(() => new Promise((resolve) => (finish = resolve)))
  const impatient = new AbortController()
  const first = kept(impatient.signal)
  const second = kept()
  impatient.abort()
  await expect(first).rejects.toMatchObject({ name: 'AbortError' })
  finish(3)
  expect(await second).toBe(3)
  expect(calls()).toBe(1)
})

test('work that never ends is given up with a timeout that says what it was', async () => {
  const { kept } = setUp(() => new Promise(() => {}), 20)
  await expect(kept()).rejects.toMatchObject({ code: 'timeout', message: expect.stringContaining('Connecting') })
})
