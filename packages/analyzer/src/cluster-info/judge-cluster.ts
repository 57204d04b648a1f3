import { type Profile, recordingMoment } from '@ocp-perf/metrics'
import { type Verdict, worstVerdict } from '@ocp-perf/panel'
import type { Recording } from '@ocp-perf/promql'
import { recordingFirst } from '../recording-first.ts'
import type { ClusterFacts, ClusterInfo, ClusterNode } from './cluster-info-schema.ts'

interface Subject {
  cluster: string
  platform: Pick<Profile, 'id' | 'title'> | undefined
  /** Set where the facts are those of a recording's end. */
  recording?: Recording | undefined
  /** Nodes shown. */
  top: number
}

/** Judges what was read of a cluster and shortens it to `top` nodes. */
export function judgeCluster({ cluster, platform, recording, top }: Subject, facts: ClusterFacts): ClusterInfo {
  const { nodes, operators, machine_config_pools: pools } = facts
  const problems: { verdict: Verdict; text: string }[] = []
  const blame = (verdict: Verdict, what: string, names: readonly string[]) => {
    if (names.length > 0) problems.push({ verdict, text: `${what}: ${shorten(names)}` })
  }
  const namesOf = (keep: (node: ClusterNode) => boolean) => nodes.filter(keep).map(({ name }) => name)

  blame(
    'critical',
    'nodes not ready',
    namesOf(({ ready }) => ready === false),
  )
  blame('critical', 'operators unavailable', operators?.unavailable ?? [])
  blame('degraded', 'operators degraded', operators?.degraded ?? [])
  blame('degraded', 'nodes under pressure', namesOf(hasProblem))
  blame(
    'degraded',
    'machine config pools degraded',
    pools.filter(({ status }) => status === 'degraded').map(({ name }) => name),
  )
  blame('watch', 'operators progressing', operators?.progressing ?? [])
  blame(
    'watch',
    'machine config pools updating',
    pools.filter(({ status }) => status === 'updating').map(({ name }) => name),
  )
  blame(
    'watch',
    'nodes cordoned',
    namesOf(({ schedulable }) => schedulable === false),
  )

  // Without the state of a single node nothing was seen that could be called good.
  const seen: Verdict = nodes.length === 0 ? 'no_data' : nodes.some(({ ready }) => ready !== null) ? 'ok' : 'unknown'
  const verdict = worstVerdict([seen, ...problems.map((problem) => problem.verdict)])
  const shown = [...nodes].sort((a, b) => weight(b) - weight(a) || a.name.localeCompare(b.name)).slice(0, top)
  const finding =
    problems[0]?.text ??
    (seen === 'ok' ? 'no node or operator reports a problem' : 'nothing here tells whether the nodes are well')
  const moment = recording === undefined ? '' : `, as of ${recordingMoment(recording)}`
  return {
    cluster,
    ...(platform === undefined ? {} : { platform: platform.id }),
    verdict,
    headline: `${describeSize(facts, platform?.title)}: ${finding}${moment}`,
    ...facts,
    notes: recordingFirst(facts.notes),
    roles: countRoles(nodes),
    nodes: shown,
    omitted_nodes: nodes.length - shown.length,
  }
}

function describeSize({ version, infrastructure, nodes }: ClusterFacts, platform: string | undefined): string {
  return [
    version === null ? platform : `${platform ?? 'version'} ${version}`,
    infrastructure,
    nodes.length === 0 ? 'nodes not read' : `${nodes.length} nodes`,
  ]
    .filter(Boolean)
    .join(', ')
}

/** Conditions that a node reports beside Ready all mean trouble when they hold. */
const hasProblem = ({ problems }: ClusterNode) => problems.length > 0

const weight = (node: ClusterNode) =>
  (node.ready === false ? 4 : 0) + (hasProblem(node) ? 2 : 0) + (node.roles.includes('control-plane') ? 1 : 0)

function countRoles(nodes: readonly ClusterNode[]): Record<string, number> {
  const roles: Record<string, number> = {}
  for (const node of nodes) {
    for (const role of node.roles.length > 0 ? node.roles : ['of unknown role']) roles[role] = (roles[role] ?? 0) + 1
  }
  return roles
}

function shorten(names: readonly string[], count = 5): string {
  const rest = names.length - count
  return `${names.slice(0, count).join(', ')}${rest > 0 ? ` and ${rest} more` : ''}`
}
