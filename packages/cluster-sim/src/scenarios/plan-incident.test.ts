import { expect, test } from 'vitest'
import { firstLeader } from '../model/first-leader.ts'
import { createTopology } from '../model/topology.ts'
import { type PlanOptions, planIncident } from './plan-incident.ts'
import { type Fault, type Scenario, scenarioSchema } from './scenario-schema.ts'

const topology = createTopology({ nodes: 5, bootedAt: 0 })
const scenario = (on: Fault['on'], more: Partial<Fault> = {}): Scenario =>
  scenarioSchema.parse({
    id: 'test',
    title: 'Test',
    brief: 'Test.',
    cause: 'slow-disk',
    domain: 'etcd',
    faults: [{ effect: 'disk-latency', on, strength: { usual: 0.04, from: 0.01, to: 0.1 }, ...more }],
  })
const plan = (on: Fault['on'], options: Partial<PlanOptions> = {}, more: Partial<Fault> = {}) =>
  planIncident(scenario(on, more), topology, { start: 1000, seed: 'a', ...options }).faults[0]

test('the same seed decides the same, and seeds differ', () => {
  const seeds = Array.from({ length: 40 }, (_, index) => `seed ${index}`)
  const once = seeds.map((seed) => plan('any-member', { seed, strength: 'random' }))
  expect(seeds.map((seed) => plan('any-member', { seed, strength: 'random' }))).toEqual(once)
  expect(new Set(once.flatMap((fault) => fault?.members ?? [])).size).toBe(3)
})

test('random strengths fill the range evenly by factors, and the usual one is the default', () => {
  const random = Array.from(
    { length: 200 },
    (_, index) => plan('leader', { seed: `${index}`, strength: 'random' })?.strength ?? 0,
  )
  expect(Math.min(...random)).toBeGreaterThanOrEqual(0.01)
  expect(Math.max(...random)).toBeLessThanOrEqual(0.1)
  const below = random.filter((strength) => strength < Math.sqrt(0.01 * 0.1)).length
  expect(below).toBeGreaterThan(70)
  expect(below).toBeLessThan(130)
  expect(plan('leader')?.strength).toBe(0.04)
  expect(plan('leader', { strength: 0.02 })?.strength).toBe(0.02)
})

test('it hits whom the scenario says: the leader, others than the leader, two, all with the leader last, or nobody', () => {
  const leader = firstLeader(topology, 'a')
  expect(plan('leader')?.members).toEqual([leader])
  expect(plan('follower')?.members).not.toContain(leader)
  expect(new Set(plan('pair')?.members).size).toBe(2)
  expect(plan('all-members')?.members).toHaveLength(3)
  expect(plan('all-members')?.members.at(-1)).toBe(leader)
  expect(plan('cluster')?.members).toEqual([])
})

test('any node is drawn from all of them, workers too, or named by itself or by its member', () => {
  const drawn = Array.from({ length: 60 }, (_, index) => plan('any-node', { seed: `${index}` })?.members ?? [])
  expect(new Set(drawn.flat())).toEqual(new Set(topology.nodes.map(({ name }) => name)))
  expect(drawn.every(({ length }) => length === 1)).toBe(true)
  expect(plan('any-node', { subject: 'sim-worker-1' })?.members).toEqual(['sim-worker-1'])
  expect(plan('any-node', { subject: 'etcd-sim-master-2' })?.members).toEqual(['sim-master-2'])
  expect(() => plan('any-node', { subject: 'sim-worker-9' })).toThrow(
    expect.objectContaining({ code: 'invalid_input', hint: expect.stringMatching(/sim-worker-1/) }),
  )
})

test('a subject is a member or its node, and of a pair both ends', () => {
  expect(plan('leader', { subject: 'sim-master-2' })?.members).toEqual(['etcd-sim-master-2'])
  expect(plan('pair', { subject: 'sim-master-2, etcd-sim-master-0' })?.members).toEqual([
    'etcd-sim-master-0',
    'etcd-sim-master-2',
  ])
})

test('a part of it begins later and ends by itself, though not after the whole', () => {
  expect(plan('leader', {}, { after: 60, lasts: 120 })).toMatchObject({ start: 1060, end: 1180 })
  expect(plan('leader', { end: 1100 }, { after: 60, lasts: 120 })).toMatchObject({ start: 1060, end: 1100 })
  expect(plan('leader')?.end).toBe(Number.POSITIVE_INFINITY)
})

test.each<[string, Partial<PlanOptions>, RegExp]>([
  ['a strength out of range', { strength: 7 }, /from 0.01 to 0.1/],
  ['a member that is not there', { subject: 'sim-master-9' }, /sim-master-/],
  ['a pair where one is meant', { subject: 'sim-master-0,sim-master-1' }, /one member/],
])('%s is refused with what would do', (_, options, hint) => {
  expect(() => plan('any-member', options)).toThrow(
    expect.objectContaining({ code: 'invalid_input', hint: expect.stringMatching(hint) }),
  )
})

test('a single member has neither a pair nor a follower', () => {
  const lone = createTopology({ nodes: 1, bootedAt: 0 })
  for (const on of ['pair', 'follower'] as const) {
    expect(() => planIncident(scenario(on), lone, { start: 0, seed: 'a' })).toThrow(
      expect.objectContaining({ code: 'invalid_input' }),
    )
  }
})
