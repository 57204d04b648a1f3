import { describe, expect, test } from 'vitest'
import type { ActiveFault, Effect } from '../scenarios/scenario-schema.ts'
import { meanOf, shareBeyond } from './delay.ts'
import { createModel, type Model } from './model.ts'
import { createTopology } from './topology.ts'

const start = 1_795_000_000
const begins = start + 3600
const topology = createTopology({ nodes: 6, bootedAt: start - 86_400 })
const scenario = { id: 'test', title: '', brief: '', cause: null, domain: 'etcd', faults: [] }
const names = topology.members.map(({ name }) => name)
const [first = '', second = '', third = ''] = names
const memberNode = topology.members[0]?.node ?? ''
const worker = topology.nodes.at(-1)?.name ?? ''

function modelWith(effect?: Effect, strength = 1, members: readonly string[] = []): Model {
  const faults: ActiveFault[] =
    effect === undefined ? [] : [{ effect, strength, members, start: begins, end: begins + 1800 }]
  return createModel({ topology, incident: { scenario, faults }, seed: 'model', start })
}

const member = (model: Model, name: string) => {
  const found = model.members.find((each) => each.member.name === name)
  if (found === undefined) throw new RangeError(name)
  return found
}
const later = begins + 600
const healthy = modelWith()
const leader = healthy.leadership.at(start).leader ?? ''
const follower = names.find((name) => name !== leader) ?? ''

describe('a healthy cluster, at every hour of a week', () => {
  const hours = Array.from({ length: 7 * 24 }, (_, hour) => start + 3600 * hour + 900)

  test('keeps its leader, and all limits that are published for it', () => {
    for (const time of hours) {
      expect(healthy.leadership.at(time).leader).toBe(leader)
      for (const { disk, requests, store } of healthy.members) {
        expect(shareBeyond(disk.fsync(time), 0.008)).toBeLessThan(0.01)
        expect(shareBeyond(disk.commit(time), 0.025)).toBeLessThan(0.01)
        expect(shareBeyond(requests.txn(time), 0.1)).toBeLessThan(0.01)
        expect(store.inUse(time) / store.size(time)).toBeGreaterThan(0.55)
        expect(store.inUse(time)).toBeLessThanOrEqual(store.size(time))
      }
    }
  })

  test('is busier by day than at night, and modes of a CPU add up to its cores', () => {
    const loads = hours.map(healthy.load.factor)
    expect(Math.max(...loads) / Math.min(...loads)).toBeGreaterThan(1.4)
    for (const { cpu } of healthy.nodes) {
      for (const time of hours.slice(0, 30)) {
        const sum = Object.values(cpu.modes).reduce((total, mode) => total + mode(time), 0)
        expect(sum).toBeCloseTo(cpu.cores, 9)
      }
    }
  })
})

test('nothing of a fault shows before it begins, nor long after it', () => {
  const ill = modelWith('disk-latency', 0.1, [first])
  for (const time of [begins - 60, begins + 3600]) {
    expect(meanOf(member(ill, first).disk.fsync(time))).toBe(meanOf(member(healthy, first).disk.fsync(time)))
  }
})

test('a slow device slows the fsyncs of its member alone, and every write only where it is the leader that waits', () => {
  const slow = (name: string) => modelWith('disk-latency', 0.05, [name])
  const write = (model: Model) => member(model, follower).requests.txn(later).median
  const atFollower = slow(follower)
  expect(member(atFollower, follower).disk.fsync(later).median).toBeGreaterThan(0.05)
  expect(member(atFollower, leader).disk.fsync(later).median).toBeLessThan(0.005)
  // The other follower is quick, and a majority is enough.
  expect(write(atFollower)).toBeLessThan(3 * write(healthy))
  expect(write(slow(leader))).toBeGreaterThan(0.05)
})

test('a neighbour makes the device wait, and etcd writes no more than before', () => {
  const ill = modelWith('disk-neighbour', 0.9, [first])
  const device = (model: Model) => model.nodes.find(({ node }) => `etcd-${node.name}` === first)?.disk
  expect(device(ill)?.writtenBytes(later)).toBeGreaterThan(50e6)
  expect(device(ill)?.busy(later)).toBeGreaterThan(0.95)
  expect(member(ill, first).disk.walBytes(later)).toBe(member(healthy, first).disk.walBytes(later))
})

test('a starved process waits in some of its turns; the device knows nothing of it', () => {
  const ill = modelWith('cpu-pressure', 0.6, [first])
  const { disk, process } = member(ill, first)
  expect(disk.fsync(later).median).toBeLessThan(0.003)
  expect(shareBeyond(disk.fsync(later), 0.03)).toBeGreaterThan(0.01)
  expect(process.scrape(later)).toBeGreaterThan(0.1)
})

test('whoever is cut off commits nothing while the others go on under a leader of their own', () => {
  const ill = modelWith('peer-cut', 1, [leader])
  expect(member(ill, leader).committed(later)).toBe(member(ill, leader).committed(begins + 60))
  expect(member(ill, follower).committed(later)).toBeGreaterThan(member(ill, follower).committed(begins + 60) + 1000)
  expect(ill.leadership.at(later).leader).not.toBe(leader)
  expect(ill.consensus.hasLeader(leader, later)).toBe(false)
})

test('a leader that is stopped is followed by another one within seconds, in a later term', () => {
  const ill = modelWith('member-stopped', 1, [leader])
  const before = ill.leadership.at(begins - 1)
  const after = ill.leadership.at(begins + 10)
  expect(after.leader).not.toBe(leader)
  expect(after.term).toBe(before.term + 1)
  expect(ill.leadership.outage(begins + 10)).toBeGreaterThan(0)
})

test('leaders that stand still again and again are replaced again and again, alike in whatever order it is asked', () => {
  const ill = modelWith('leader-pause', 3)
  const terms = [later, begins + 60, begins - 60, begins + 1700].map((time) => ill.leadership.at(time).term)
  const again = modelWith('leader-pause', 3)
  expect([begins + 1700, later, begins + 60, begins - 60].map((time) => again.leadership.at(time).term)).toEqual([
    terms[3],
    terms[0],
    terms[1],
    terms[2],
  ])
  expect((terms[3] ?? 0) - (terms[2] ?? 0)).toBeGreaterThan(10)
})

test('a rolling restart takes one node after another, and two thirds of the members are always there', () => {
  const ill = modelWith('rolling-restart', 120, [second, third, first])
  const times = Array.from({ length: 180 }, (_, index) => begins + 10 * index)
  const away = times.map((time) => names.filter((name) => !ill.lifecycle.memberRuns(name, time)))
  expect(away.every((gone) => gone.length <= 1)).toBe(true)
  expect([...new Set(away.flat())]).toEqual([second, third, first])
  expect(member(ill, second).starts).toHaveLength(2)
})

test('deleted keys leave free pages, and the file keeps its size', () => {
  const ill = modelWith('free-pages', 0.7, names)
  const { store } = member(ill, first)
  expect(1 - store.inUse(later) / store.size(later)).toBeCloseTo(0.7, 1)
  expect(store.size(later)).toBeGreaterThanOrEqual(store.size(begins))
})

test('whoever fills the database gets it to the quota, where writes are refused', () => {
  const ill = modelWith('database-growth', 1)
  const { store, requests } = member(ill, first)
  expect(store.size(begins + 1200) / (8 * 2 ** 30)).toBeCloseTo(1, 2)
  expect(requests.exhausted(begins + 1200)).toBeGreaterThan(1)
  expect(requests.exhausted(begins + 60)).toBe(0)
})

test("what is lost at a member's node makes the ways of that member slow, and those of a worker's node no member's", () => {
  const wayTo = (model: Model, peer: string) => meanOf(model.network.way(second, peer, later))
  const atMember = modelWith('frame-errors', 0.05, [memberNode])
  expect(wayTo(atMember, first)).toBeGreaterThan(3 * wayTo(healthy, first))
  expect(wayTo(atMember, third)).toBe(wayTo(healthy, third))
  expect(wayTo(modelWith('frame-errors', 0.05, [worker]), first)).toBe(wayTo(healthy, first))
  expect(wayTo(modelWith('fabric-loss', 0.05), third)).toBeGreaterThan(3 * wayTo(healthy, third))
})

test('packets that take all CPUs leave programs waiting where they want more than is left, on that node alone', () => {
  const ill = modelWith('packet-load', 1.3, [worker])
  const cpuOf = (model: Model, name: string) => model.nodes.find(({ node }) => node.name === name)?.cpu
  expect(cpuOf(ill, worker)?.starved(later)).toBeGreaterThan(0.1)
  expect(cpuOf(ill, worker)?.pressure(later)).toBeGreaterThan(2 * (cpuOf(healthy, worker)?.pressure(later) ?? 1))
  expect(cpuOf(ill, memberNode)?.busy(later)).toBe(cpuOf(healthy, memberNode)?.busy(later))
})

test('a table of connections fills within minutes, and empties afterwards', () => {
  const kept = modelWith('connection-leak', 0.8, [worker]).nodes.at(-1)?.network.connections.kept
  const shares = [0, 60, 300, 1700, 2400, 5400].map((after) => (kept?.(begins + after) ?? 0) / 1_048_576)
  expect(shares[0]).toBe(0)
  expect(shares[1]).toBeLessThan(0.4)
  expect(shares[2]).toBeGreaterThan(0.6)
  expect(shares[3]).toBeCloseTo(0.8, 3)
  expect(shares[4]).toBeLessThan(0.1)
  expect(shares[5]).toBeLessThan(0.001)
})
