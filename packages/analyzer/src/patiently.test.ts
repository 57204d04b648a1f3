import { setTimeout as sleep } from 'node:timers/promises'
import { AppError } from '@ocp-perf/errors'
import { expect, test } from 'vitest'
import { patiently } from './patiently.ts'

const never = (signal?: AbortSignal) =>
  new Promise<number>((_, reject) => signal?.addEventListener('abort', () => reject(signal.reason), { once: true }))

test('who has waited long enough reads that the reading goes on, and may ask again', async () => {
  await expect(patiently(never, 'prod', 20)()).rejects.toMatchObject({
    code: 'timeout',
    retryable: true,
    message: 'What was recorded of prod is still being read after 0.02 s.',
  })
})

test('a value in time, a failure and the own abort of a caller pass', async () => {
  expect(await patiently(async () => 7, 'prod', 1000)()).toBe(7)
  const failure = new AppError('invalid_input', 'no dump')
  await expect(patiently(() => Promise.reject(failure), 'prod', 1000)()).rejects.toBe(failure)
  const controller = new AbortController()
  const waiting = patiently(never, 'prod', 1000)(controller.signal)
  await sleep(1)
  controller.abort()
  await expect(waiting).rejects.toMatchObject({ name: 'AbortError' })
})
