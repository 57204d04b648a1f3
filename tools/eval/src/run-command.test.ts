import { copyFile, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { z } from 'zod'
import { ownRecordings } from './recording/find-recordings.ts'
import { runCommand } from './run-command.ts'

let folder: string
const written: string[] = []
/** A short recording, so that it is soon read. */
const slowDisk = 'slow-fsync-leader-30ms'
const run = (...args: string[]) => runCommand(args, (text) => written.push(text))

beforeEach(async () => {
  written.length = 0
  folder = await mkdtemp(join(tmpdir(), 'eval-'))
})
afterEach(() => rm(folder, { recursive: true }))

/** Recordings of our own in a folder by themselves, as they are or with something else in their truth. */
async function copy(name: string, more: Record<string, unknown> = {}): Promise<void> {
  const from = (ending: string) => join(ownRecordings, `${name}${ending}`)
  await copyFile(from('.om.gz'), join(folder, `${name}.om.gz`))
  const truth: unknown = JSON.parse(await readFile(from('.json'), 'utf8'))
  await writeFile(join(folder, `${name}.json`), JSON.stringify({ ...z.looseObject({}).parse(truth), ...more }))
}

describe('of one recording', () => {
  test('a right answer is a line, its matrix and its figures, and ends with 0', async () => {
    expect(await run('--only', slowDisk, ownRecordings)).toBe(0)
    const text = written.join('')
    expect(text).toMatch(/^ok {4}slow-fsync-leader-30ms +slow-disk m3 +→ slow-disk m3 \d\d%; onset [+−]\d/)
    expect(text).toContain('Right cause first      1 of 1 (100%)')
    expect(text).not.toContain('required')
  }, 120_000)

  test('a wrong answer tells what it rests on and ends with 1, unless less is asked for', async () => {
    await copy(slowDisk, { cause: 'defrag' })
    expect(await run(folder)).toBe(1)
    expect(written.join('')).toMatch(
      /^WRONG slow-fsync-leader-30ms +defrag m3 +→ slow-disk m3[\s\S]*required 0: m3: WAL fsync p99/,
    )
    expect(await run('--minimum', '0', folder)).toBe(0)
  }, 120_000)

  test('a false alarm ends with 1 whatever is asked for', async () => {
    await copy(slowDisk, { cause: 'none', member: '' })
    expect(await run('--minimum', '0', folder)).toBe(1)
    expect(written.join('')).toContain(`False alarms           ${slowDisk}`)
  }, 120_000)
})

test('--help explains', async () => {
  expect(await run('--help')).toBe(0)
  expect(written.join('')).toMatch(/^Usage: pnpm eval:diagnosis/)
})

test.each([
  [['--nonsense'], 'invalid_input', /--nonsense/],
  [['--minimum', '2'], 'invalid_input', /not 2\./],
  [['--minimum', 'most'], 'invalid_input', /not most\./],
  [['--without', 'half'], 'invalid_input', /"half"/],
  [['--markdown', '--only', 'x'], 'invalid_input', /all of this repository/],
  [['--markdown', '/somewhere'], 'invalid_input', /all of this repository/],
  [['/nowhere'], 'not_found', /no folder \/nowhere/],
  [['--only', 'gone'], 'not_found', /"gone"/],
])('%j is refused', async (args, code, message) => {
  await expect(run(...args)).rejects.toMatchObject({ code, message: expect.stringMatching(message) })
})

test('simulated clusters are drawn in place of recordings, and judged alike', async () => {
  expect(await run('--simulated', '1', '--seed', 'a')).toBe(0)
  expect(written.join('')).toMatch(/^ok .* → cpu-starvation etcd-sim-master-\d .*\[cpu-pressure /)
  expect(written.join('')).toContain('Right cause first      1 of 1 (100%)')
  await expect(run('--simulated', 'many')).rejects.toMatchObject({ code: 'invalid_input' })
}, 60_000)
