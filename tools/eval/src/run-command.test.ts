import { copyFile, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { z } from 'zod'
import { ownRecordings } from './recording/find-recordings.ts'
import { runCommand } from './run-command.ts'

let folder: string
const written: string[] = []
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

test('a slow disk, a member that is down and a healthy cluster are told apart, thinned and in parts as well', async () => {
  for (const name of ['fsync-m2-35ms', 'member-m1-down', 'healthy-1']) await copy(name)
  expect(await run('--without', 'minimal', '--without', 'random:1', '--windows', '--json', folder)).toBe(0)
  const answer = z
    .object({
      accuracy: z.object({ count: z.number() }),
      falseAlarms: z.array(z.string()),
      members: z.object({ count: z.number() }),
      onsets: z.object({ count: z.number() }),
      recordings: z.array(
        z.object({
          name: z.string(),
          score: z.number(),
          thinned: z.array(z.object({ without: z.string(), broken: z.array(z.string()), surelyWrong: z.boolean() })),
          windows: z.array(z.object({ part: z.string(), judgement: z.string() })),
        }),
      ),
    })
    .parse(JSON.parse(written.join('')))
  expect(answer).toMatchObject({
    accuracy: { count: 3 },
    falseAlarms: [],
    members: { count: 2 },
    onsets: { count: 2 },
  })
  const [slow, well, down] = answer.recordings
  expect([slow?.name, well?.name, down?.name]).toEqual(['fsync-m2-35ms', 'healthy-1', 'member-m1-down'])
  expect(well?.score).toBeGreaterThanOrEqual(95)
  for (const { thinned, windows } of answer.recordings) {
    expect(thinned.map(({ without }) => without)).toEqual(['minimal', 'random:1'])
    expect(thinned.filter(({ broken, surelyWrong }) => broken.length > 0 || surelyWrong)).toEqual([])
    expect(windows.filter(({ part, judgement }) => part === 'quiet' && judgement === 'wrong')).toEqual([])
    expect(windows.filter(({ judgement }) => judgement === 'missed')).toEqual([])
  }
}, 240_000)

describe('of one recording', () => {
  test('a right answer is a line, its matrix and its figures, and ends with 0', async () => {
    expect(await run('--only', 'fsync-m2', ownRecordings)).toBe(0)
    const text = written.join('')
    expect(text).toMatch(/^ok {4}fsync-m2-35ms +slow-disk m2 +→ slow-disk m2 \d\d%; onset [+−]\d/)
    expect(text).toContain('Right cause first      1 of 1 (100%)')
    expect(text).not.toContain('required')
  }, 120_000)

  test('a wrong answer tells what it rests on and ends with 1, unless less is asked for', async () => {
    await copy('fsync-m2-35ms', { cause: 'defrag' })
    expect(await run(folder)).toBe(1)
    expect(written.join('')).toMatch(
      /^WRONG fsync-m2-35ms +defrag m2 +→ slow-disk m2[\s\S]*required 0: WAL fsync p99 of m2/,
    )
    expect(await run('--minimum', '0', folder)).toBe(0)
  }, 120_000)

  test('a false alarm ends with 1 whatever is asked for', async () => {
    await copy('fsync-m2-35ms', { cause: 'none', member: '' })
    expect(await run('--minimum', '0', folder)).toBe(1)
    expect(written.join('')).toContain('False alarms           fsync-m2-35ms')
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
