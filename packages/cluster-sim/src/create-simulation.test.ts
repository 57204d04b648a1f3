import { fileURLToPath } from 'node:url'
import { createEngineSource } from '@ocp-perf/promql-engine'
import { expect, test } from 'vitest'
import { createSimulation, type SimulationOptions } from './create-simulation.ts'
import { createWorld } from './exporters/world.ts'
import { createModel } from './model/model.ts'
import { createTopology } from './model/topology.ts'
import { loadScenarios } from './scenarios/load-scenarios.ts'
import { planIncident } from './scenarios/plan-incident.ts'

const { get } = loadScenarios(fileURLToPath(new URL('../../../config', import.meta.url)))
const made = 1_795_003_200
const simulate = (options: Partial<SimulationOptions> = {}) =>
  createSimulation({ seed: 'test', now: () => made, historySeconds: 7200, ...options })

async function ask(simulation: ReturnType<typeof simulate>, query: string) {
  const recording = { name: 'test', start: made - 7200, end: made }
  const { series } = await createEngineSource({ store: simulation.store, recording }).instant(query)
  return series.map(({ labels, values: [value] }) => ({ labels, value: value ?? Number.NaN }))
}

test('a seed gives the same cluster and the same samples, and another seed another', async () => {
  const query = 'sum(etcd_mvcc_db_total_size_in_use_in_bytes)'
  const [one, same, other] = await Promise.all(
    [simulate(), simulate(), simulate({ seed: 'other' })].map((each) => ask(each, query)),
  )
  expect(same).toEqual(one)
  expect(other).not.toEqual(one)
})

test('metrics and state tell of the same cluster', async () => {
  const simulation = simulate({ scenario: get('member-down'), begins: made - 900 })
  const down = simulation.incident.faults[0]?.members[0]
  const up = await ask(simulation, 'up{job="etcd"}')
  expect(up.filter(({ value }) => value === 0).map(({ labels }) => labels.pod)).toEqual([down])
  for (const { name } of simulation.topology.members) {
    const { running, isLeader, raftTerm } = simulation.memberStatus(name, made)
    expect(running).toBe(name !== down)
    expect(raftTerm).toBeGreaterThan(6)
    const [leads] = await ask(simulation, `etcd_server_is_leader{pod="${name}"}`)
    expect(leads?.value ?? 0).toBe(Number(isLeader))
  }
})

test('an update drains, restarts and returns one node after another, as both APIs tell', () => {
  const simulation = simulate({ scenario: get('upgrade-in-progress'), begins: made - 1800 })
  const { topology, nodeReady, nodeCordoned, upgrade } = simulation
  const times = Array.from({ length: 120 }, (_, index) => made - 1800 + 10 * index)
  for (const { name, role } of topology.nodes) {
    expect(times.some((time) => !nodeReady(name, time))).toBe(role === 'control-plane')
    expect(times.every((time) => nodeReady(name, time) || nodeCordoned(name, time))).toBe(true)
  }
  expect(upgrade(made - 1700)).toMatchObject({ version: '4.18.10' })
  expect(upgrade(made - 2000)).toBeUndefined()
})

test.each([0, 2.5, 501])('%d nodes are refused', (nodes) => {
  expect(() => simulate({ nodes })).toThrow(
    expect.objectContaining({ code: 'invalid_input', hint: 'Choose from 1 to 500.' }),
  )
})

test.each(['healthy', 'nic-errors', 'tcp-retransmit-fabric'])(
  'five hundred nodes have series of their own, and signals of a handful: %s',
  (id) => {
    const start = made - 3600
    const topology = createTopology({ nodes: 500, bootedAt: start })
    const incident = planIncident(get(id), topology, { seed: 'large', start: start + 600 })
    const model = createModel({ topology, incident, seed: 'large', start })
    const { targets } = createWorld(model, { seed: 'large', start })
    const workers = targets.filter(
      ({ labels: { job, instance } }) => job === 'node-exporter' && instance?.includes('worker'),
    )
    expect(workers).toHaveLength(497)
    const rates = workers.flatMap(({ families }) =>
      families.flatMap((family) =>
        family.type === 'counter' ? family.series().flatMap((each) => ('rate' in each ? each.rate : [])) : [],
      ),
    )
    expect(rates.length).toBeGreaterThan(20_000)
    expect(new Set(rates).size).toBeLessThan(400)
  },
)

test('five hundred nodes share the lists of what OVN and kubelets tell', () => {
  const start = made - 3600
  const topology = createTopology({ nodes: 500, bootedAt: start })
  const incident = planIncident(get('northd-slow'), topology, { seed: 'large', start: start + 600 })
  const model = createModel({ topology, incident, seed: 'large', start })
  const { targets } = createWorld(model, { seed: 'large', start })
  for (const [job, lists] of [
    ['ovnkube-node', 1000],
    ['crio', 500],
  ] as const) {
    const own = targets.filter(({ labels }) => labels.job === job)
    expect(own).toHaveLength(lists)
    // Eight kinds of workers, three nodes of the control plane and one in trouble, for each port.
    expect(new Set(own.map(({ families }) => families)).size).toBeLessThanOrEqual((12 * lists) / 500)
  }
})

test('a lone node is a cluster too', async () => {
  const simulation = simulate({ nodes: 1 })
  expect(await ask(simulation, 'sum(etcd_server_has_leader)')).toMatchObject([{ value: 1 }])
  expect(await ask(simulation, 'count(up == 0)')).toEqual([])
})
