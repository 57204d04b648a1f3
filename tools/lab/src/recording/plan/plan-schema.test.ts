import { describe, expect, test } from 'vitest'
import { loadFaults } from '../../injection/fault-list.ts'
import { resolveLoad } from '../../load/options.ts'
import { onlyNamed, parsePlan, readPlan } from './plan-schema.ts'

const faults = new Map((await loadFaults()).map((fault) => [fault.name, fault]))
const load = '{ rate: 100, size: 500 }'
const parsed = (text: string) => parsePlan(`recordings:\n${text}`, 'plan.yml')

test('an entry of health needs a name and a load', () => {
  expect(parsed(`  - { name: healthy, load: ${load} }`)).toEqual([
    { name: 'healthy', load: { mode: 'put', rate: 100, size: 500 }, quiet: 75, fresh: false },
  ])
})

test.each([
  ['a misspelt key', `  - { name: x, load: ${load}, falt: slow-fsync }`, 'falt'],
  ['a strength without a fault', `  - { name: x, load: ${load}, strength: 5 }`, 'belong to a fault'],
  ['a length of the fault without one', `  - { name: x, load: ${load}, seconds: 100 }`, 'belong to a fault'],
  ['no load', '  - { name: x }', 'load'],
  ['a name that is no file name', `  - { name: ../x, load: ${load} }`, 'name'],
  ['one name twice', `  - { name: x, load: ${load} }\n  - { name: x, load: ${load} }`, 'one name'],
  ['too little health', `  - { name: x, load: ${load}, quiet: 5 }`, 'quiet'],
  ['no list', '  none', 'recordings'],
  ['no YAML', '  - {', 'no YAML'],
])('%s is refused, and the file is named', (_, text, words) => {
  expect(() => parsed(text)).toThrow(
    expect.objectContaining({
      code: 'invalid_input',
      message: expect.stringMatching(new RegExp(`plan.yml.*${words}`, 's')),
    }),
  )
})

test('a plan that is not there is said to be missing', () => {
  expect(() => readPlan('/no/such/plan.yml')).toThrow(expect.objectContaining({ code: 'not_found' }))
})

test('some of a plan keep its order; a name that it lacks is refused', () => {
  const entries = parsed(['a', 'b', 'c'].map((name) => `  - { name: ${name}, load: ${load} }`).join('\n'))
  expect(onlyNamed(entries, ['c', 'a']).map(({ name }) => name)).toEqual(['a', 'c'])
  expect(() => onlyNamed(entries, ['a', 'd'])).toThrow(expect.objectContaining({ code: 'invalid_input' }))
})

describe('the plan of the repository', () => {
  const entries = readPlan()

  test('asks for faults, strengths and loads that there are', () => {
    for (const { name, fault, strength, load } of entries) {
      expect(() => resolveLoad(load), name).not.toThrow()
      if (fault === undefined) continue
      const known = faults.get(fault)
      if (known === undefined) throw new Error(`${name} asks for ${fault}, which there is not`)
      if (strength === undefined) continue
      const { min, max } = known.strength
      expect(strength, name).toBeGreaterThanOrEqual(min)
      expect(strength, name).toBeLessThanOrEqual(max)
    }
  })

  test('holds each cause at two strengths, or on two members, and health under several loads', () => {
    const asked = new Map<string, Set<string>>()
    for (const { fault, member, peer, strength, load, fresh } of entries) {
      const cause = fault === undefined ? 'none' : (faults.get(fault)?.cause ?? fault)
      const kind = fault === undefined ? [load.rate, fresh] : [fault, member, peer, strength]
      asked.set(cause, (asked.get(cause) ?? new Set()).add(kind.join()))
    }
    const once = [...asked].filter(([, kinds]) => kinds.size < 2).map(([cause]) => cause)
    // What hits everyone alike, or is a limit, would only be the same again.
    expect(once.sort()).toEqual(['fd-exhaustion', 'planned-disruption'])
    expect(asked.size).toBeGreaterThan(12)
  })
})
