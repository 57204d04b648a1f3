import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { loadFaults } from '../injection/fault-list.ts'
import { fixturesFolder, readPlan } from './plan/plan-schema.ts'
import { readTruths, recordingsTable } from './recordings-table.ts'

const faults = new Map((await loadFaults()).map((fault) => [fault.name, fault]))
const truths = readTruths(fixturesFolder)
const namesOf = (ending: string) =>
  readdirSync(fixturesFolder)
    .filter((file) => file.endsWith(ending))
    .map((file) => file.slice(0, -ending.length))
    .sort()

test('the table of the fixtures is the one that their truths give (write it with `pnpm docs:write`)', async () => {
  const file = join(fixturesFolder, 'README.md')
  const readme = readFileSync(file, 'utf8')
  const [start, end] = ['<!-- generated:recordings -->\n', '<!-- /generated -->']
  const before = readme.slice(0, readme.indexOf(start) + start.length)
  await expect(`${before}${recordingsTable(truths)}${readme.slice(readme.indexOf(end))}`).toMatchFileSnapshot(file)
})

test('every recording has its truth under its own name, and health before the fault', () => {
  expect(namesOf('.om.gz')).toEqual(namesOf('.json'))
  expect(truths.map(({ name }) => name)).toEqual(namesOf('.json'))
  for (const { name, start, injected, end } of truths) {
    expect(injected - start, name).toBeGreaterThan(60)
    expect(end, name).toBeGreaterThanOrEqual(injected)
  }
})

test('a recording of the plan has the cause, the member and the lengths that the plan asks for', () => {
  const planned = new Map(readPlan().map((entry) => [entry.name, entry]))
  for (const { name, cause, member, leader_at_injection: leader, start, injected, end } of truths) {
    const entry = planned.get(name)
    if (entry === undefined) continue
    expect(cause, name).toBe(faults.get(entry.fault ?? '')?.cause ?? 'none')
    expect(injected - start, name).toBeGreaterThan(entry.quiet - 1)
    if (entry.seconds !== undefined) expect(end - injected, name).toBeGreaterThan(entry.seconds - 1)
    if (entry.member === 'leader') expect(member, name).toBe(leader)
    if (entry.member === 'follower') expect(member, name).toMatch(/^m\d$/)
    if (entry.member === 'follower') expect(member, name).not.toBe(leader)
  }
})

test('they take less than 40 MB of every clone', () => {
  const sizes = readdirSync(fixturesFolder).map((file) => statSync(join(fixturesFolder, file)).size)
  expect(sizes.reduce((sum, size) => sum + size, 0)).toBeLessThan(40e6)
})

test('the table goes by cause, then by name; a truth that is none is refused', () => {
  const folder = mkdtempSync(join(tmpdir(), 'lab-truths-'))
  const truth = { member: 'm1', leader_at_injection: 'm2', start: 10, injected: 85.2, end: 190, load: '--rate 5' }
  const names = { b: 'slow-disk', a: 'slow-disk', z: 'none' }
  for (const [name, cause] of Object.entries(names)) {
    writeFileSync(join(folder, `${name}.json`), JSON.stringify({ name, cause, ...truth }))
  }
  expect(recordingsTable(readTruths(folder)).split('\n').slice(2)).toEqual([
    '| `z` | none | m1 | m2 | 75 | 105 | `--rate 5` |',
    '| `a` | slow-disk | m1 | m2 | 75 | 105 | `--rate 5` |',
    '| `b` | slow-disk | m1 | m2 | 75 | 105 | `--rate 5` |',
    '',
  ])
  writeFileSync(join(folder, 'c.json'), '{"name":"c"}')
  expect(() => readTruths(folder)).toThrow()
  rmSync(folder, { recursive: true })
})
