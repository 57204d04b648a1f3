import { AppError } from '@ocp-perf/errors'
import type { SampleStore } from '@ocp-perf/promql-engine'
import { createWorld } from './exporters/world.ts'
import type { ClusterState, MemberStatus } from './kubernetes/cluster-state.ts'
import { createModel, type MemberModel, type Model } from './model/model.ts'
import { createTopology, mostNodes } from './model/topology.ts'
import { createScrapeStore } from './samples/scrape-store.ts'
import { planIncident } from './scenarios/plan-incident.ts'
import type { Incident, Scenario } from './scenarios/scenario-schema.ts'

export interface SimulationOptions {
  /** Machines in all. Default 6. */
  nodes?: number | undefined
  /** Any text: the same seed gives the same cluster with the same samples. */
  seed: string
  /** Unix seconds, the wall clock of the simulation. */
  now: () => number
  /** How long it has been running when it is made. Default a week. */
  historySeconds?: number | undefined
  /** What goes wrong; a healthy cluster unless given. */
  scenario?: Scenario | undefined
  /** Unix seconds at which the scenario begins; when the simulation is made unless given. */
  begins?: number | undefined
  /** Unix seconds at which it is over; it goes on unless given. */
  ends?: number | undefined
  /** As `planIncident` takes them. */
  strength?: number | 'usual' | 'random' | undefined
  subject?: string | undefined
}

/** A simulated cluster: its state, as its Kubernetes API tells of it, and its metrics. */
export interface Simulation extends ClusterState {
  incident: Incident
  /** What Prometheus scraped of it until now. */
  store: SampleStore
}

const week = 7 * 86_400
/** The machines have run for longer than there is history. Seconds. */
const bootedBefore = 9 * 86_400
const nothing: Scenario = {
  id: 'healthy',
  title: 'Healthy',
  brief: 'Nothing is wrong.',
  cause: null,
  domain: null,
  faults: [],
}

/**
 * Makes a cluster with a past. `invalid_input` for a number of nodes that is out of range and for what a scenario cannot be
 * planned with.
 */
export function createSimulation(options: SimulationOptions): Simulation {
  const { nodes = 6, seed, now, historySeconds = week, scenario = nothing } = options
  if (!Number.isInteger(nodes) || nodes < 1 || nodes > mostNodes) {
    throw new AppError('invalid_input', `A simulated cluster cannot have ${nodes} nodes.`, {
      hint: `Choose from 1 to ${mostNodes}.`,
    })
  }
  const made = now()
  // Ticks of integrals and scrapes lie on whole minutes, whenever it is made.
  const start = Math.floor((made - historySeconds) / 60) * 60
  const topology = createTopology({ nodes, bootedAt: start - bootedBefore })
  const incident = planIncident(scenario, topology, {
    start: options.begins ?? made,
    end: options.ends,
    seed,
    strength: options.strength,
    subject: options.subject,
  })
  const model = createModel({ topology, incident, seed, start })
  return { ...stateOf(model, now), incident, store: createScrapeStore(createWorld(model, { seed, start }), { now }) }
}

function stateOf(model: Model, now: () => number): ClusterState {
  const { topology, lifecycle, faults } = model
  const rolls = faults.of('rolling-restart')
  return {
    topology,
    now,
    memberStatus: (name, time) => {
      const member = model.members.find((each) => each.member.name === name)
      if (member === undefined) throw new RangeError(`There is no member ${name}.`)
      return statusOf(member, model, time)
    },
    nodeReady: (name, time) => lifecycle.nodeRuns(name, time),
    nodeCordoned: (name, time) => lifecycle.isCordoned(name, time),
    upgrade: (time) => {
      const roll = rolls.find(({ start, end }) => time >= start && time < end)
      return roll === undefined ? undefined : { version: nextVersion(topology.version), startedAt: roll.start }
    },
  }
}

function statusOf({ member, store, committed, runs }: MemberModel, model: Model, time: number): MemberStatus {
  const { leadership, consensus, growth } = model
  const { leader, term } = leadership.at(time)
  const hasLeader = consensus.hasLeader(member.name, time)
  return {
    running: runs(time),
    isLeader: hasLeader && leader === member.name,
    dbSize: Math.round(store.size(time)),
    dbInUse: Math.round(store.inUse(time)),
    raftTerm: term,
    raftIndex: committed(time),
    alarms: growth.isFull(time) ? ['NOSPACE'] : [],
    errors: hasLeader || !runs(time) ? [] : ['etcdserver: no leader'],
  }
}

/** The patch that follows a version. */
function nextVersion(version: string): string {
  const [major = '4', minor = '0', patch = '0'] = version.split('.')
  return `${major}.${minor}.${Number(patch) + 1}`
}
