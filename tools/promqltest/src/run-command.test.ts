import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { runCommand } from './run-command.ts'

let folder: string
const written: string[] = []
const run = (...args: string[]) => runCommand(args, (text) => written.push(text))

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'promqltest-'))
  written.length = 0
  await mkdir(join(folder, 'deep'))
  await writeFile(join(folder, 'b.test'), 'eval instant at 0 1\n  1\n\neval instant at 0 info(up)\n')
  await writeFile(join(folder, 'deep', 'a.test'), 'eval instant at 0 1\n  2\n')
  await writeFile(join(folder, 'notes.txt'), 'no script')
})

afterEach(() => rm(folder, { recursive: true }))

test('all passed is 0 and one line', async () => {
  expect(await run(join(folder, 'b.test'))).toBe(0)
  expect(written.join('')).toBe('1 passed, 0 failed, 1 skipped\n')
})

test('a failure is 1, with file, line, query and both answers', async () => {
  expect(await run(folder)).toBe(1)
  expect(written.join('')).toBe(
    `${join(folder, 'deep', 'a.test')}:1: 1\n    expected 2, got 1\n1 passed, 1 failed, 1 skipped\n`,
  )
})

test('--verbose adds each file and each reason', async () => {
  expect(await run('--verbose', join(folder, 'b.test'), folder)).toBe(1)
  expect(written.join('')).toContain(`${join(folder, 'b.test')}: 1 passed, 0 failed, 1 skipped\n`)
  expect(written.join('')).toContain('skipped 1: info()\n')
  expect(written.at(-1)).toBe('1 passed, 1 failed, 1 skipped\n')
})

test('--semantics v2 lets a range hold its left end', async () => {
  const script = join(folder, 'left.test')
  await writeFile(script, 'load 1m\n  up 1 1 1\n\neval instant at 2m count_over_time(up[1m])\n  {} 2\n')
  expect(await run('--semantics', 'v2', script)).toBe(0)
  expect(await run(script)).toBe(1)
})

test('--help explains', async () => {
  expect(await run('--help')).toBe(0)
  expect(written.join('')).toMatch(/^Usage: pnpm promqltest/)
})

describe('nothing can be run', () => {
  test.each([
    [[], 'invalid_input', /No script/],
    [['--nonsense'], 'invalid_input', /--nonsense/],
    [['--semantics', 'v1', 'x.test'], 'invalid_input', /no semantics v1/],
    [['/nowhere/x.test'], 'not_found', /no file or folder \/nowhere\/x.test/],
  ])('%j', async (args, code, message) => {
    await expect(run(...args)).rejects.toMatchObject({ code, message: expect.stringMatching(message) })
  })

  test('in a folder without scripts', async () => {
    await mkdir(join(folder, 'empty'))
    await expect(run(join(folder, 'empty'))).rejects.toMatchObject({ code: 'not_found' })
  })
})
