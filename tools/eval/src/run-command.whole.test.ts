import { copyFile, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { z } from 'zod'
import { ownRecordings } from './recording/find-recordings.ts'
import { runCommand } from './run-command.ts'

test('a slow disk, a member that is down and a healthy cluster are told apart, thinned and in parts as well', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'eval-'))
  onTestFinished(() => rm(folder, { recursive: true }))
  for (const name of ['slow-fsync-leader-30ms', 'member-down-follower', 'healthy-steady']) {
    for (const file of [`${name}.om.gz`, `${name}.json`]) await copyFile(join(ownRecordings, file), join(folder, file))
  }
  const written: string[] = []
  const args = ['--without', 'minimal', '--without', 'random:1', '--windows', '--json', folder]
  expect(await runCommand(args, (text) => written.push(text))).toBe(0)
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
  const [well, down, slow] = answer.recordings
  expect([well?.name, down?.name, slow?.name]).toEqual([
    'healthy-steady',
    'member-down-follower',
    'slow-fsync-leader-30ms',
  ])
  expect(well?.score).toBeGreaterThanOrEqual(95)
  for (const { thinned, windows } of answer.recordings) {
    expect(thinned.map(({ without }) => without)).toEqual(['minimal', 'random:1'])
    expect(thinned.filter(({ broken, surelyWrong }) => broken.length > 0 || surelyWrong)).toEqual([])
    expect(windows.filter(({ part, judgement }) => part === 'quiet' && judgement === 'wrong')).toEqual([])
    expect(windows.filter(({ judgement }) => judgement === 'missed')).toEqual([])
  }
}, 240_000)
