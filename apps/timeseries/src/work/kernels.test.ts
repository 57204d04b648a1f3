import { afterAll, describe, expect, test } from 'vitest'
import { createKernels } from './kernels.ts'

const kernels = createKernels()
afterAll(() => kernels.close())

const series = (length: number) => ({
  times: Float64Array.from({ length }, (_, index) => index * 60),
  values: Float64Array.from({ length }, (_, index) =>
    index === length - 10 ? 500 : Math.sin(index / 40) + (index % 13) / 13,
  ),
})
const detect = (length: number, points: number, signal = new AbortController().signal) =>
  kernels.run('detect', { series: [series(length)], options: { method: 'zscore' } }, { points, signal })

describe('work on series', () => {
  test('gives the same on a thread as at once', async () => {
    const [here] = await detect(5_000, 5_000)
    const [there] = await detect(5_000, 1_000_000)
    expect(there?.alerts).toEqual(here?.alerts)
    expect(there?.scores).toEqual(here?.scores)
  })

  test('lets others have their turn while it is long', async () => {
    let turns = 0
    const timer = setInterval(() => turns++, 5)
    await kernels.run(
      'detect',
      { series: [series(150_000)], options: { method: 'auto' } },
      { points: 1_000_000, signal: new AbortController().signal },
    )
    clearInterval(timer)
    expect(turns).toBeGreaterThan(5)
  }, 30_000)

  test('ends when it is not wanted any more, and the next one is still done', async () => {
    const controller = new AbortController()
    const running = kernels.run(
      'detect',
      { series: [series(400_000)], options: { method: 'auto' } },
      { points: 1_000_000, signal: controller.signal },
    )
    setTimeout(() => controller.abort(new Error('nobody waits')), 50)
    await expect(running).rejects.toThrow('nobody waits')
    expect(await detect(100, 1_000_000)).toHaveLength(1)
  }, 30_000)

  test('what a task throws is thrown where it was asked for', async () => {
    const bad = { series: [series(50)], options: { threshold: -1 } }
    await expect(
      kernels.run('detect', bad, { points: 1_000_000, signal: new AbortController().signal }),
    ).rejects.toThrow(/threshold/)
  })
})
