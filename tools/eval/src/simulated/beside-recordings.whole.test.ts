import { createSimulation, loadScenarios } from '@ocp-perf/cluster-sim'
import type { Truth } from '@ocp-perf/lab'
import { locateConfig } from '@ocp-perf/metrics'
import { expect, test } from 'vitest'
import { findRecordings, ownRecordings } from '../recording/find-recordings.ts'
import { loadKnowledge, openRecording, openSamples } from '../recording/open-recording.ts'
import { metricsOf, movementsOf } from './movements.ts'

/** A recording, and the scenario that is meant to move the same figures. */
interface Pair {
  recording: string
  scenario: string
  /** The lab's own figure where both mean the same; otherwise what comes nearest. */
  strength: number
  /** Metrics that differ for a reason that is known. */
  apart?: Readonly<Record<string, string>>
  inMoments?: boolean
}

const aboveDevice = { node_disk_write_latency: "the lab's fault sits above the device, the scenario's in it" }
const throttled = {
  node_cpu_busy: 'the lab throttles the container, the scenario fills the node',
  node_load_per_core: 'the lab throttles the container, the scenario fills the node',
}
const fewerWrites = { etcd_proposals_pending: "the lab's load is seven times as many writes as six nodes make" }

const pairs: readonly Pair[] = [
  { recording: 'fsync-m2-35ms', scenario: 'slow-disk-one-member', strength: 0.035, apart: aboveDevice },
  { recording: 'slow-fsync-all-60ms', scenario: 'shared-storage-stall', strength: 0.06, apart: aboveDevice },
  { recording: 'cpu-follower-5pct', scenario: 'cpu-starvation', strength: 0.65, apart: throttled },
  { recording: 'peer-m2-m3-80ms', scenario: 'peer-latency', strength: 0.08 },
  { recording: 'loss-m3-8pct', scenario: 'peer-loss', strength: 0.08, apart: fewerWrites },
  {
    recording: 'bigputs',
    scenario: 'write-storm',
    strength: 6e6,
    apart: {
      etcd_client_sent_bytes: 'API servers watch what is written, and the lab has none',
      etcd_db_size: 'the larger a database is, the less it grows by a factor',
      etcd_db_quota_forecast: 'the larger a database is, the less it grows by a factor',
    },
  },
  {
    recording: 'fragmentation-200mib',
    scenario: 'fragmentation',
    strength: 0.85,
    apart: { etcd_db_fragmentation: 'a database that has been in use has free pages before' },
  },
  { recording: 'partition-follower', scenario: 'partition', strength: 1 },
  {
    recording: 'leader-flapping-2s',
    scenario: 'leader-flapping',
    strength: 3,
    inMoments: true,
    apart: { etcd_proposals_failed_rate: 'few fail in either, and by chance' },
  },
]

/** Factors that differ by less than this factor are alike: a lab on a laptop and a cluster are not the same machine. */
const alike = 5
const history = 2 * 3600
const now = 1_795_010_400
const begins = now - 1800
const domain = 'etcd'
const knowledge = loadKnowledge()
const { get } = loadScenarios(locateConfig({}, import.meta.url))

test.each(pairs)(
  '$scenario moves what $recording moved, by a similar factor',
  async (pair) => {
    const [recorded] = await findRecordings([ownRecordings], pair.recording)
    if (recorded === undefined) throw new RangeError(pair.recording)
    const { file, truth } = recorded
    const metrics = metricsOf(truth.cause, { catalog: knowledge.catalog, rules: knowledge.rules(domain) })
    const inMoments = pair.inMoments ?? false
    const members = namedBy(truth)
    const real = await movementsOf(await openRecording({ file, domain }, knowledge), metrics, {
      span: truth,
      injected: truth.injected,
      settled: 30,
      members,
      inMoments,
    })
    const { samples, hit } = simulate(pair, truth)
    const simulated = await movementsOf(samples, metrics, {
      span: { start: now - 3600, end: now },
      injected: begins,
      settled: 180,
      members: members.length === 0 ? [] : hit,
      inMoments,
    })
    const table = metrics.flatMap(({ id }) => {
      const [one, other] = [real.get(id), simulated.get(id)]
      if (one === undefined || other === undefined || pair.apart?.[id] !== undefined) return []
      return [{ id, recording: Number(one.toPrecision(3)), simulation: Number(other.toPrecision(3)) }]
    })
    const off = table.filter(({ recording, simulation }) => !isAlike(Math.log(recording), Math.log(simulation)))
    expect(table.length).toBeGreaterThan(1)
    expect(off, JSON.stringify(table, null, 1)).toEqual([])
  },
  60_000,
)

/** In the same direction, as far as there is one, and by a similar factor. Both are logarithms. */
function isAlike(one: number, other: number): boolean {
  const moved = Math.log(1.5)
  const isOpposite = Math.abs(one) > moved && Math.abs(other) > moved && one * other < 0
  return !isOpposite && Math.abs(one - other) <= Math.log(alike)
}

function simulate({ scenario, strength }: Pair, { member, leader_at_injection }: Truth) {
  const options = { seed: 'beside', now: () => now, historySeconds: history }
  const { topology, memberStatus } = createSimulation(options)
  const names = topology.members.map(({ name }) => name)
  // Whoever led in the lab leads here, as far as it was about the leader.
  const leader = names.find((name) => memberStatus(name, begins).isLeader)
  const subject = member === leader_at_injection ? leader : names.find((name) => name !== leader)
  const isOne = get(scenario).faults.every(({ on }) => on === 'any-member')
  const simulation = createSimulation({
    ...options,
    scenario: get(scenario),
    begins,
    strength,
    ...(isOne ? { subject } : {}),
  })
  const recording = { name: scenario, start: now - history, end: now }
  return {
    samples: openSamples({ file: scenario, domain, store: simulation.store, recording }, knowledge),
    hit: simulation.incident.faults.flatMap((fault) => fault.members),
  }
}

function namedBy({ member }: Truth): readonly string[] {
  return member === 'all' || member === 'cluster' ? [] : member.split('-')
}
