import { AppError } from '@ocp-perf/errors'
import type { LabPaths } from '../machine/paths.ts'
import { whyMissing } from '../needs.ts'
import { waitForLeader, waitForMembers } from '../servers/etcd.ts'
import { type ActiveFault, type LabState, type Member, requireState, updateState } from '../state.ts'
import { hitsEveryone, type NamedFault } from './fault.ts'
import { findFault } from './fault-list.ts'
import { createInjector } from './injector.ts'
import { takeBack } from './undo.ts'

export interface FaultOptions {
  /** A member's name, `leader`, `follower`, or `all`; the fault's own default otherwise. */
  member?: string | undefined
  /** The other end, for faults between two members: a member's name, `leader` or `follower`. */
  peer?: string | undefined
  /** In the fault's own unit. */
  strength?: number | undefined
  /** Awaited once the fault is prepared, and before it is injected. */
  rest?: (() => Promise<void>) | undefined
  signal?: AbortSignal | undefined
}

interface Target {
  members: readonly Member[]
  peer: Member | undefined
}

/**
 * Injects a fault and returns what was chosen. When the injection fails half-way, what it had done is taken back.
 * Throws `not_found`, `invalid_input` for an impossible target or strength, `conflict` when it is active already or
 * when this lab cannot do it (the message says what it lacks).
 */
export async function injectFault(paths: LabPaths, name: string, options: FaultOptions = {}): Promise<ActiveFault> {
  const fault = await findFault(name)
  const state = requireState(paths)
  const missing = fault.needs.map((need) => whyMissing(need, state)).filter((why) => why !== undefined)
  if (missing.length > 0) throw new AppError('conflict', `This lab cannot do ${name}: ${missing.join('; ')}.`)
  if (state.faults.some((active) => active.name === name)) {
    throw new AppError('conflict', `${name} is active already.`, { hint: 'End it first: pnpm lab clear' })
  }
  const strength = checkedStrength(fault, options.strength)
  await resolveTarget(fault, state, options)
  updateState(paths, (latest) => {
    latest.faults.push({ name, strength, since: Date.now() / 1000, undo: [] })
  })
  const record = (step: ActiveFault['undo'][number]) => {
    updateState(paths, (latest) => {
      latest.faults.find((each) => each.name === name)?.undo.push(step)
    })
  }
  const injector = ({ members, peer }: Target) =>
    createInjector({ paths, fault: name, members, peer, strength, record, signal: options.signal })
  try {
    if (fault.prepare)
      await prepare(paths, () => fault.prepare?.(injector({ members: state.members, peer: undefined })))
    await options.rest?.()
    // Whoever led before the preparation and the rest may not lead now.
    const target = await resolveTarget(fault, requireState(paths), options)
    const active = begin(paths, fault, target, options)
    await fault.inject(injector(target))
    return active
  } catch (error) {
    await clearFault(paths, name)
    throw error
  }
}

/** Prepares a fault; what that moved is not health, so the lab is quiet from its end only. */
async function prepare(paths: LabPaths, run: () => Promise<void> | undefined): Promise<void> {
  await run()
  updateState(paths, (latest) => {
    latest.quietSince = Date.now() / 1000
  })
}

/** Writes down that a fault begins now, and whom it hits. */
function begin(paths: LabPaths, fault: NamedFault, { members, peer }: Target, { member }: FaultOptions): ActiveFault {
  const hit = {
    since: Date.now() / 1000,
    ...(members[0] && !hitsEveryone(fault.target) && member !== 'all' ? { member: members[0].name } : {}),
    ...(peer ? { peer: peer.name } : {}),
  }
  const { faults } = updateState(paths, (latest) => {
    latest.faults = latest.faults.map((each) => (each.name === fault.name ? { ...each, ...hit } : each))
  })
  const active = faults.find(({ name }) => name === fault.name)
  if (active) return active
  throw new AppError('conflict', `${fault.name} was cleared while it was prepared.`, { hint: 'Inject it again.' })
}

/** Ends every active fault, the latest first, and waits until etcd is healthy again. Returns the names of those that were active. */
export async function clearFaults(paths: LabPaths, signal?: AbortSignal): Promise<string[]> {
  const names = requireState(paths)
    .faults.map(({ name }) => name)
    .reverse()
  for (const name of names) await clearFault(paths, name)
  if (names.length > 0) await waitForMembers(requireState(paths), 60_000, signal)
  return names
}

/** Takes one fault back step by step; a step that was taken back is struck off, so a second try goes on from there. */
async function clearFault(paths: LabPaths, name: string): Promise<void> {
  const active = () => requireState(paths).faults.find((each) => each.name === name)
  for (let step = active()?.undo.at(-1); step !== undefined; step = active()?.undo.at(-1)) {
    await takeBack(step, paths)
    updateState(paths, (latest) => {
      latest.faults.find((each) => each.name === name)?.undo.pop()
    })
  }
  updateState(paths, (latest) => {
    latest.faults = latest.faults.filter((each) => each.name !== name)
    latest.quietSince = Date.now() / 1000
  })
}

function checkedStrength({ name, strength }: NamedFault, wanted: number | undefined): number {
  const value = wanted ?? strength.default
  if (value >= strength.min && value <= strength.max) return value
  throw new AppError('invalid_input', `${name} cannot have the strength ${value}.`, {
    hint: `Give ${strength.min} to ${strength.max} (${strength.unit}).`,
  })
}

async function resolveTarget(fault: NamedFault, state: LabState, options: FaultOptions): Promise<Target> {
  if (options.peer !== undefined && fault.target !== 'pair') {
    throw new AppError('invalid_input', `${fault.name} has no second member.`, { hint: 'Leave --peer out.' })
  }
  if (hitsEveryone(fault.target) && options.member !== undefined && options.member !== 'all') {
    throw new AppError('invalid_input', `${fault.name} hits the whole cluster.`, { hint: 'Leave --member out.' })
  }
  if (hitsEveryone(fault.target) || options.member === 'all') return { members: state.members, peer: undefined }
  const leader = await waitForLeader(state, 15_000, options.signal)
  const member = chooseMember(state, leader, options.member ?? (fault.target === 'leader' ? 'leader' : 'follower'))
  if (fault.target !== 'pair') return { members: [member], peer: undefined }
  const fallback = member.name === leader.name ? 'follower' : 'leader'
  const peer = chooseMember(state, leader, options.peer ?? fallback)
  if (peer.name !== member.name) return { members: [member], peer }
  throw new AppError('invalid_input', 'A member is no peer of itself.', {
    hint: 'Give --member and --peer two members.',
  })
}

/** The member that a name or a role stands for; `follower` is the first that does not lead. */
export function chooseMember(state: Pick<LabState, 'members'>, leader: Member, wanted: string): Member {
  if (wanted === 'leader') return leader
  const found = state.members.find(({ name }) => (wanted === 'follower' ? name !== leader.name : name === wanted))
  if (found) return found
  const names = state.members.map(({ name }) => name).join(', ')
  throw new AppError('invalid_input', `There is no member "${wanted}".`, { hint: `One of: leader, follower, ${names}` })
}
