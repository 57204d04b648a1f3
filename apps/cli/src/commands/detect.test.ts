import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { runHere } from '../testing/run-program.ts'

const folder = mkdtempSync(join(tmpdir(), 'detect-'))
afterAll(() => rmSync(folder, { recursive: true }))

const stamp = (row: number) =>
  new Date(Date.UTC(2026, 0, 1) + row * 15_000).toISOString().slice(0, 19).replace('T', ' ')
const write = (name: string, size: number, valueAt: (row: number) => number) => {
  const rows = Array.from({ length: size }, (_, row) => `${stamp(row)},${valueAt(row)}`)
  writeFileSync(join(folder, name), ['timestamp,value', ...rows, ''].join('\n'))
}
write('step.csv', 240, (row) => (row % 5) + (row >= 150 ? 40 : 0))
write('calm.csv', 240, (row) => row % 5)
write('short.csv', 9, (row) => row)

const detect = (...args: string[]) => runHere(['detect', ...args], { INIT_CWD: folder })

test('tells each file by its verdict first, with the reason of every alert', async () => {
  const { code, stdout, stderr } = await detect('step.csv', 'calm.csv')
  expect(code).toBe(0)
  expect(stdout).toMatch(
    /step\.csv: 1 alert in 240 samples \(auto\)\n {2}2026-01-01T00:37:30Z {2}highest value of the last 38 min by /,
  )
  expect(stdout).toContain('more odd samples until')
  expect(stdout).toMatch(/calm\.csv: nothing odd in 240 samples/)
  expect(stderr.trim()).toBe('Times without a zone are taken for UTC.')
})

test('writes every row with score, alert and reason, and the times as they were', async () => {
  const out = join(folder, 'found')
  expect((await detect('step.csv', '--out', out, '--method', 'mad')).code).toBe(0)
  const lines = readFileSync(join(out, 'step.csv'), 'utf8').trim().split('\n')
  expect([lines[0], lines.length]).toEqual(['timestamp,value,score,alert,reason', 241])
  expect(lines[1]).toMatch(/^2026-01-01 00:00:00,0,[\d.]+,0,$/)
})

test('prints the rows of one file where that was asked for', async () => {
  const { stdout } = await detect('step.csv', '--csv')
  const alerts = stdout.split('\n').filter((line) => line.split(',')[3] === '1')
  expect(alerts).toHaveLength(1)
  expect(alerts[0]).toContain(stamp(150))
  expect((await detect('step.csv', 'calm.csv', '--csv')).code).toBe(2)
})

test('is JSON for programs, and fails a script that asks for it', async () => {
  const { code, stdout } = await detect('step.csv', '--json', '--fail-on', 'alerts', '--direction', 'up')
  expect(code).toBe(3)
  expect(JSON.parse(stdout)).toMatchObject([{ method: 'auto', samples: 240, alerts: [{ side: 'up', index: 150 }] }])
  expect((await detect('step.csv', '--fail-on', 'alerts', '--direction', 'down')).code).toBe(0)
})

test('too little data is said, and told by the exit code', async () => {
  const { code, stdout } = await detect('short.csv')
  expect(code).toBe(4)
  expect(stdout).toContain('too little data (9 samples, of 30 that auto needs)')
})

test.each([
  [[], 'Say which files'],
  [['nowhere.csv'], 'nowhere.csv cannot be read'],
  [['calm.csv', '--method', 'magic'], 'One of auto, zscore'],
  [['calm.csv', '--threshold', '-1'], 'a number above 0'],
  [['calm.csv', '--zone', 'Europe/Atlantis'], 'no time zone'],
  [['calm.csv', '--rest', 'soon'], 'soon'],
  [['calm.csv', 'calm.csv'], 'named twice'],
  [['calm.csv', '--out', folder], 'would be written over'],
])('%j ends with 2 and the next step', async (args, said) => {
  const { code, stderr } = await detect(...args)
  expect(code).toBe(2)
  expect(stderr).toContain(said)
})

test('its methods are completed', async () => {
  const { stdout } = await runHere(['complete', '--', 'detect', 'a.csv', '--method', ''])
  expect(stdout).toContain('record-bands')
})
