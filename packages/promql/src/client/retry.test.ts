import { AppError } from '@ocp-perf/errors'
import { expect, test } from 'vitest'
import type { Outcome } from './outcome.ts'
import { withRetries } from './retry.ts'

const passing = (options = {}): Outcome<string> => ({
  failure: new AppError('upstream', 'busy', options),
  passing: true,
})
const lasting: Outcome<string> = { failure: new AppError('bad_query', 'wrong'), passing: false }
const flight = { signal: new AbortController().signal, remainingMs: () => 5_000 }

/** Gives one outcome after the other, then success. */
function attempts(...outcomes: Outcome<string>[]) {
  let made = 0
  return { attempt: async () => outcomes[made++] ?? { value: 'answer' }, made: () => made }
}

test('a passing failure is tried again until it has passed', async () => {
  const { attempt, made } = attempts(passing(), passing())
  expect(await withRetries(attempt, { retries: 2, flight, random: () => 0 })).toBe('answer')
  expect(made()).toBe(3)
})

test('retries end with the last failure', async () => {
  const { attempt, made } = attempts(passing(), passing(), passing())
  await expect(withRetries(attempt, { retries: 2, flight, random: () => 0 })).rejects.toThrow('busy')
  expect(made()).toBe(3)
})

test('a failure that will not pass is not tried again', async () => {
  const { attempt, made } = attempts(lasting)
  await expect(withRetries(attempt, { retries: 2, flight })).rejects.toThrow('wrong')
  expect(made()).toBe(1)
})

test('a wait that the server asks for beyond the deadline is not begun', async () => {
  const { attempt, made } = attempts(passing({ retryAfterSeconds: 60 }))
  const before = performance.now()
  await expect(withRetries(attempt, { retries: 2, flight })).rejects.toMatchObject({ retryAfterSeconds: 60 })
  expect(performance.now() - before).toBeLessThan(1_000)
  expect(made()).toBe(1)
})

test('no retry begins when its delay would pass the deadline', async () => {
  const { attempt, made } = attempts(passing())
  const short = { ...flight, remainingMs: () => 100 }
  await expect(withRetries(attempt, { retries: 2, flight: short, random: () => 1 })).rejects.toThrow('busy')
  expect(made()).toBe(1)
})

test('an abort ends the wait with its own reason', async () => {
  const controller = new AbortController()
  const { attempt } = attempts(passing({ retryAfterSeconds: 4 }))
  const outcome = withRetries(attempt, { retries: 2, flight: { ...flight, signal: controller.signal } })
  setTimeout(() => controller.abort(new Error('gone')), 5)
  await expect(outcome).rejects.toThrow('gone')
})
