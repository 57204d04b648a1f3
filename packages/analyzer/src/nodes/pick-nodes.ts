import { AppError, nearNames } from '@ocp-perf/errors'
import type { PlatformView } from '@ocp-perf/metrics'

/** Roles that nodes are told apart by; what is no control plane is a worker, whatever else it is called. */
export const nodeRoles = ['control-plane', 'worker'] as const

/** Which nodes are meant: some by name, those of a role, or all. */
export interface NodeChoice {
  nodes?: readonly string[] | undefined
  role?: (typeof nodeRoles)[number] | undefined
}

const shownLength = 63
const shownNames = 5

/**
 * The names of the nodes that are meant; undefined where all are. `not_found` for a name that no node has, with what is near it,
 * where none of those named has the role, and where the platform does not tell roles.
 */
export function pickNodes(view: PlatformView, { nodes, role }: NodeChoice): string[] | undefined {
  if (nodes === undefined && role === undefined) return undefined
  const known = knownNodes(view)
  // A platform that cannot list its nodes cannot tell a wrong name either.
  const unknown = known.size === 0 ? undefined : nodes?.find((node) => !known.has(node))
  if (unknown !== undefined) throw noSuchNode(unknown, known)
  if (role === undefined) return [...(nodes ?? [])]
  const ofRole = nodesOf(role, view, known)
  const picked = nodes === undefined ? ofRole : nodes.filter((node) => ofRole.includes(node))
  if (picked.length > 0) return picked
  throw new AppError('not_found', `None of these nodes is a ${role} node.`, {
    hint: ofRole.length === 0 ? 'Leave the role out: no node has it.' : `It is the role of ${someOf(ofRole)}.`,
  })
}

/** Every node that has a target, by its name. */
export function knownNodes(view: PlatformView): ReadonlySet<string> {
  const names = view.table('node', 'node')
  return new Set([...view.nodeTargets('node')].map((target) => names.get(target) ?? target))
}

function nodesOf(role: NonNullable<NodeChoice['role']>, view: PlatformView, known: ReadonlySet<string>): string[] {
  const controlPlane = new Set(
    [...view.table('node', 'role')].flatMap(([node, each]) => (each === 'control-plane' ? [node] : [])),
  )
  if (controlPlane.size === 0 || known.size === 0) {
    throw new AppError('not_found', 'Which role a node has is not known here.', {
      hint: 'Name the nodes instead: roles come from kube-state-metrics, which this source has not.',
    })
  }
  return role === 'control-plane' ? [...controlPlane] : [...known].filter((node) => !controlPlane.has(node))
}

function noSuchNode(name: string, known: ReadonlySet<string>): AppError {
  const near = nearNames(name, known)
  return new AppError('not_found', `There is no node ${JSON.stringify(name.slice(0, shownLength))}.`, {
    hint: near.length > 0 ? `Did you mean ${near.join(', ')}?` : `Nodes are ${someOf([...known])}.`,
  })
}

/** The first of some names in their order, and how many more there are. */
export function someOf(names: readonly string[]): string {
  const some = names.toSorted().slice(0, shownNames).join(', ')
  return names.length > shownNames ? `${some} and ${names.length - shownNames} more` : some
}
