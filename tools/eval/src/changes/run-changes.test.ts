import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { drawSeries } from './draw-series.ts'
import { judgeMethods } from './judge-changes.ts'
import { runChanges, withFigures } from './run-changes.ts'

async function run(...args: string[]): Promise<{ code: number; text: string }> {
  let text = ''
  const code = await runChanges(args, (part) => {
    text += part
  })
  return { code, text }
}

describe('the drawn series', () => {
  const series = drawSeries('1')

  test('are the same for the same seed, of all lengths, and people disagree about them', () => {
    expect(drawSeries('1')).toEqual(series)
    expect(drawSeries('2')[0]?.values).not.toEqual(series[0]?.values)
    const lengths = series.map(({ values }) => values.length)
    expect(Math.min(...lengths)).toBeLessThan(40)
    expect(Math.max(...lengths)).toBeGreaterThan(300)
    expect(series.every(({ annotations }) => annotations.length === 5)).toBe(true)
    const silent = series.filter(({ annotations }) => annotations.some((marks) => marks.length === 0))
    expect(silent.length).toBeGreaterThan(series.length / 3)
    expect(series.every(({ values }) => values.every(Number.isFinite))).toBe(true)
  })

  test('the default finds more than nothing and than each other method, in sets it was not chosen on', () => {
    for (const seed of ['of tests', 'another one']) {
      const scores = new Map(judgeMethods(drawSeries(seed)).map(({ method, f1 }) => [method, f1]))
      const best = [...scores].reduce((top, each) => (each[1] > top[1] ? each : top))
      expect(best[0]).toBe('binary-segmentation')
      expect(scores.get('binary-segmentation')).toBeGreaterThan(0.72)
      expect((scores.get('binary-segmentation') ?? 0) - (scores.get('zero') ?? 0)).toBeGreaterThan(0.05)
    }
  })
})

test('the command tells each method beside zero, and fails below the minimum', async () => {
  const { code, text } = await run()
  expect(code).toBe(0)
  for (const method of ['zero', 'binary-segmentation', 'pelt', 'e-divisive', 'cusum']) expect(text).toContain(method)
  expect((await run('--minimum', '0.99')).code).toBe(1)
  expect((await run('--help')).text).toMatch(/^Usage: pnpm eval:changes/)
})

test('arguments that mean nothing are refused', async () => {
  await expect(run('--minimum', 'x')).rejects.toMatchObject({ code: 'invalid_input' })
  await expect(run('--colour')).rejects.toMatchObject({ code: 'invalid_input' })
  await expect(run('--markdown', '--data', 'x')).rejects.toMatchObject({ code: 'invalid_input' })
})

test('the document has the figures of today (pnpm eval:changes --markdown writes them)', async () => {
  const document = await readFile(new URL('../../../../docs/change-points.md', import.meta.url), 'utf8')
  expect(document).toBe(withFigures(document, judgeMethods(drawSeries('1'))))
})

test('figures stand between the markers of the document', () => {
  const scores = judgeMethods(drawSeries('1').slice(0, 2))
  const document = 'Before\n<!-- generated:changes -->\nold\n<!-- /generated -->\nAfter\n'
  expect(withFigures(document, scores)).toMatch(
    /^Before\n<!-- generated:changes -->\n\| method[\s\S]*\| zero[\s\S]*\n<!-- \/generated -->\nAfter\n$/,
  )
  expect(() => withFigures('nothing', scores)).toThrow(/no place/)
})

describe('a folder in the shape of the data set', () => {
  let folder: string

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'changes-'))
    const write = async (name: string, dimensions: number, raw: (number | null)[]) => {
      await mkdir(join(folder, 'datasets', name), { recursive: true })
      const series = new Array(dimensions).fill({ label: 'V', type: 'float', raw })
      await writeFile(
        join(folder, 'datasets', name, `${name}.json`),
        JSON.stringify({ name, n_dim: dimensions, series }),
      )
    }
    const step = Array.from({ length: 60 }, (_, at) => (at === 10 ? null : at < 30 ? at % 3 : 20 + (at % 3)))
    await write('step', 1, step)
    await write('several', 2, step)
    await write('unmarked', 1, step)
    await writeFile(
      join(folder, 'annotations.json'),
      JSON.stringify({ step: { 6: [30], 7: [29] }, several: { 6: [30] } }),
    )
  })
  afterAll(() => rm(folder, { recursive: true }))

  test('is judged by what it holds of one dimension', async () => {
    const { code, text } = await run('--data', folder)
    expect(code).toBe(0)
    expect(text).toMatch(/^1 series, 2 annotations/)
    expect(text).toMatch(/binary-segmentation +1\.000/)
  })

  test('one that holds none is told so', async () => {
    await expect(run('--data', join(folder, 'datasets'))).rejects.toMatchObject({ code: 'not_found' })
    await mkdir(join(folder, 'empty'))
    await writeFile(join(folder, 'empty', 'annotations.json'), '{}')
    await expect(run('--data', join(folder, 'empty'))).rejects.toMatchObject({ code: 'not_found' })
    await writeFile(join(folder, 'empty', 'annotations.json'), '{"a": 1}')
    await expect(run('--data', join(folder, 'empty'))).rejects.toMatchObject({ code: 'invalid_input' })
  })
})
