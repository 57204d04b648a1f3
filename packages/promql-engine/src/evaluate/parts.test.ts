import { expect, test } from 'vitest'
import { runAtOnce } from '../testing/evaluation.ts'
import { createBudget } from './budget.ts'
import { type Parts, runInSlices } from './parts.ts'

function* busy(parts: number, milliseconds: number): Parts<string> {
  for (let part = 0; part < parts; part++) {
    const until = performance.now() + milliseconds
    while (performance.now() < until);
    yield
  }
  return 'done'
}

const unlimited = { maxSamples: 10, deadline: undefined, signal: undefined }

test('at once or in slices, the result is the same', async () => {
  expect(runAtOnce(busy(3, 0))).toBe('done')
  expect(await runInSlices(busy(3, 0), () => {})).toBe('done')
})

test('a timer of the process runs between the slices', async () => {
  let ticks = 0
  const timer = setInterval(() => ticks++, 1)
  await runInSlices(busy(20, 6), () => {})
  clearInterval(timer)
  expect(ticks).toBeGreaterThan(2)
})

test('an abort ends the work between two slices with its own reason', async () => {
  const controller = new AbortController()
  const { check } = createBudget({ ...unlimited, signal: controller.signal })
  setTimeout(() => controller.abort(new Error('enough')), 5)
  await expect(runInSlices(busy(1_000, 6), check)).rejects.toThrow('enough')
})

test('the deadline ends the work with timeout', async () => {
  const { check } = createBudget({ ...unlimited, deadline: performance.now() + 30 })
  await expect(runInSlices(busy(1_000, 6), check)).rejects.toMatchObject({ code: 'timeout' })
})

test('samples that were let go make room for others', () => {
  const { spend } = createBudget(unlimited)
  spend(8)
  spend(-4)
  spend(6)
  expect(() => spend(1)).toThrow(expect.objectContaining({ code: 'too_large' }))
})
