import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { judgedMethods } from './methods.ts'
import { missedFloors, runAnomalies } from './run-anomalies.ts'

/** A benchmark of three files; in two of them there is a window, in which the value jumps. */
async function writeBenchmark(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'nab-'))
  const stamp = (row: number) =>
    new Date(Date.UTC(2020, 0, 1) + row * 300_000).toISOString().slice(0, 19).replace('T', ' ')
  const csv = (at: number) => {
    const rows = Array.from(
      { length: 1000 },
      (_, row) => `${stamp(row)},${row === at ? 90 : 10 + ((row * 7919) % 13) / 13}`,
    )
    return ['timestamp,value', ...rows, ''].join('\n')
  }
  for (const name of ['labels', 'data/made', 'data/calm']) await mkdir(join(folder, name), { recursive: true })
  await writeFile(join(folder, 'data/made/jump.csv'), csv(700))
  await writeFile(join(folder, 'data/made/again.csv'), csv(700))
  await writeFile(join(folder, 'data/calm/none.csv'), csv(-1))
  const window = [`${stamp(700)}.000000`, `${stamp(760)}.000000`]
  const windows = { 'made/jump.csv': [window], 'made/again.csv': [window], 'calm/none.csv': [] }
  await writeFile(join(folder, 'labels/combined_windows.json'), JSON.stringify(windows))
  return folder
}

async function run(...args: string[]) {
  let written = ''
  const write = (text: string) => {
    written += text
  }
  await runAnomalies(args, { env: { OCP_PERF_NAB: '/nowhere' }, write })
  return written
}

test('judges methods on a benchmark and on made-up services', async () => {
  const folder = await writeBenchmark()
  const text = await run('--nab', folder, '--only', 'mad', '--seeds', '1')
  await rm(folder, { recursive: true })
  expect(text).toContain('| `mad` | 6 | 100.0 | 100.0 | 100.0 | 2 of 2, 0 |')
  expect(text).toContain('| `mad, trailing` | 100.0 | 100.0 at 6 | 100.0 ± 0.0 |')
})

test('says where the benchmark comes from when it is not there', async () => {
  await expect(run()).rejects.toMatchObject({ code: 'not_found', hint: expect.stringContaining('numenta/NAB') })
})

test.each([
  [['--seeds', 'one'], 'whole numbers'],
  [['--markdown', '--only', 'auto'], 'about all methods'],
  [['--what'], '--what'],
])('%j is refused', async (args, said) => {
  await expect(run(...args)).rejects.toMatchObject({ code: 'invalid_input', message: expect.stringContaining(said) })
})

test('tells its usage', async () => {
  expect(await run('--help')).toContain('pnpm eval:anomalies')
})

test('a method that falls below its floor is named, one that holds it is not, and most have none', () => {
  const [auto, zscore] = judgedMethods
  if (auto === undefined || zscore === undefined) throw new Error('There are several methods.')
  const nab = {
    standard: 60,
    lowFalseAlarms: 0,
    lowMisses: 0,
    hits: 0,
    windows: 1,
    falseAlarms: 0,
    tuned: { score: 0, threshold: 1 },
    validated: { mean: 0, deviation: 0 },
    microsecondsPerPoint: 1,
  }
  const services = { recall: 0.5, precision: 0.7, f1: 0.58, falseAlarmsPerDay: 0 }
  expect(missedFloors({ method: auto, nab, services })).toEqual(['auto: NAB 60.00, below 65'])
  expect(missedFloors({ method: auto, nab: { ...nab, standard: 66 }, services })).toEqual([])
  expect(missedFloors({ method: zscore, nab, services: { ...services, f1: 0 } })).toEqual([])
})
