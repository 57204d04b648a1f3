import { setTimeout as sleep } from 'node:timers/promises'
import { AppError } from '@ocp-perf/errors'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { createCoalescer, type Flight } from './coalesce.ts'

const patient = { timeoutMs: 5_000 }

function coalescer() {
  return createCoalescer<string>((limit) => new AppError('timeout', `over ${limit}`))
}

/** A request that answers when told, and rejects when it is cancelled. */
function request() {
  const flights: Flight[] = []
  let answer: (text: string) => void = () => {}
  const start = (flight: Flight) =>
    new Promise<string>((resolve, reject) => {
      flights.push(flight)
      answer = resolve
      flight.signal.addEventListener('abort', () => reject(flight.signal.reason))
    })
  return { start, flights, answer: (text: string) => answer(text) }
}

test('callers with the same key share one request, callers with another do not', async () => {
  const { join } = coalescer()
  const a = request()
  const b = request()
  const all = Promise.all([join('a', patient, a.start), join('a', patient, a.start), join('b', patient, b.start)])
  await sleep(1)
  a.answer('A')
  b.answer('B')
  expect(await all).toEqual(['A', 'A', 'B'])
  expect(a.flights).toHaveLength(1)
})

test('an answer is not kept: a later caller asks anew', async () => {
  const { join } = coalescer()
  let asked = 0
  const start = async () => `answer ${++asked}`
  expect(await join('a', patient, start)).toBe('answer 1')
  expect(await join('a', patient, start)).toBe('answer 2')
})

test('whoever leaves takes only themselves out, and the request ends when the last one leaves', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(fc.boolean(), { minLength: 1, maxLength: 8 }), async (leaves) => {
      const { join } = coalescer()
      const shared = request()
      const callers = leaves.map((leave) => {
        const controller = new AbortController()
        const outcome = join('key', { ...patient, signal: controller.signal }, shared.start).catch((e: unknown) => e)
        return { leave, controller, outcome }
      })
      await sleep(0)
      const reason = new DOMException('gone', 'AbortError')
      for (const { leave, controller } of callers) if (leave) controller.abort(reason)
      expect(shared.flights[0]?.signal.aborted).toBe(leaves.every(Boolean))
      shared.answer('answer')
      for (const { leave, outcome } of callers) expect(await outcome).toBe(leave ? reason : 'answer')
    }),
    { numRuns: 20 },
  )
})

test('after everybody has left, a new caller gets a new request', async () => {
  const { join } = coalescer()
  const first = request()
  const second = request()
  const controller = new AbortController()
  const left = join('a', { ...patient, signal: controller.signal }, first.start).catch((error: unknown) => error)
  await sleep(0)
  controller.abort()
  const joined = join('a', patient, second.start)
  await sleep(0)
  second.answer('fresh')
  expect(await left).toMatchObject({ name: 'AbortError' })
  expect(await joined).toBe('fresh')
})

test('an impatient caller times out alone; the request may take as long as the most patient one waits', async () => {
  const { join } = coalescer()
  const shared = request()
  const impatient = join('a', { timeoutMs: 10 }, shared.start)
  const waiting = join('a', patient, shared.start)
  await expect(impatient).rejects.toMatchObject({ code: 'timeout' })
  expect(shared.flights[0]?.signal.aborted).toBe(false)
  expect(shared.flights[0]?.remainingMs()).toBeGreaterThan(4_000)
  shared.answer('late')
  expect(await waiting).toBe('late')
})

test('a failure reaches every caller', async () => {
  const { join } = coalescer()
  const failing = () => Promise.reject(new AppError('upstream', 'broken'))
  const outcomes = await Promise.allSettled([join('a', patient, failing), join('a', patient, failing)])
  expect(outcomes.map(({ status }) => status)).toEqual(['rejected', 'rejected'])
})

test('a caller that comes aborted starts nothing', async () => {
  const { join } = coalescer()
  const shared = request()
  await expect(join('a', { ...patient, signal: AbortSignal.abort() }, shared.start)).rejects.toThrow()
  expect(shared.flights).toHaveLength(0)
})

test('a signal that many callers share raises no warning', async () => {
  const warnings: Error[] = []
  const note = (warning: Error) => warnings.push(warning)
  process.on('warning', note)
  const { join } = coalescer()
  const { signal } = new AbortController()
  const callers = Array.from({ length: 30 }, (_, index) =>
    join(`${index}`, { ...patient, signal }, async () => 'answer'),
  )
  await Promise.all(callers)
  await sleep(5)
  process.off('warning', note)
  expect(warnings).toEqual([])
})

test('a caller without haste waits', async () => {
  const { join } = coalescer()
  const late = () => sleep(20).then(() => 'late')
  expect(await join('a', { timeoutMs: Number.POSITIVE_INFINITY }, late)).toBe('late')
})
