import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { repositoryRoot } from '../machine/paths.ts'
import { hitsEveryone } from './fault.ts'
import { findFault, loadFaults } from './fault-list.ts'
import { faultTable } from './fault-table.ts'

const faults = await loadFaults()

test('every fault says in one sentence what it does, and what it moves', () => {
  for (const { name, title, moves } of faults) {
    expect(title, name).toMatch(/^[A-Z].*\.$/)
    expect(moves.length, name).toBeGreaterThan(0)
  }
})

test('every movement has exactly one bound, and a fault that hits everyone speaks of no target', () => {
  for (const { name, target, moves, stays = [] } of faults) {
    for (const { above, below, on } of [...moves, ...stays]) {
      expect((above === undefined) !== (below === undefined), name).toBe(true)
      if (hitsEveryone(target)) expect(['every', 'any'], name).toContain(on)
    }
  }
})

test('every strength has a default within its bounds', () => {
  for (const { name, strength } of faults) {
    expect(strength.default, name).toBeGreaterThanOrEqual(strength.min)
    expect(strength.default, name).toBeLessThanOrEqual(strength.max)
  }
})

test('an unknown fault is refused with the names that exist', async () => {
  await expect(findFault('slow-everything')).rejects.toMatchObject({
    code: 'not_found',
    hint: expect.stringContaining('slow-fsync'),
  })
})

test('the README lists the faults as their files describe them (print it with `pnpm lab fault --markdown`)', () => {
  // The formatter pads the cells.
  const plain = (text: string) => text.replaceAll(/ +/g, ' ').replaceAll(/-{3,}/g, '---')
  const readme = readFileSync(join(repositoryRoot, 'tools/lab/README.md'), 'utf8')
  expect(plain(readme)).toContain(plain(faultTable(faults)))
})
