import { mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { AppError } from '@ocp-perf/errors'
import { z } from 'zod'
import { type LabPaths, labPaths } from '../machine/paths.ts'
import type { LabProcess } from '../machine/processes.ts'
import { bootId, processSchema, readStateText } from '../state.ts'

/**
 * What a lab's Open vSwitch has made, so that any later process can take it back. Namespaces are written down before they are
 * made, processes as soon as they have a pid.
 */
const stateSchema = z.strictObject({
  format: z.literal(1),
  bootId: z.string(),
  namespaces: z.array(z.string()),
  processes: z.array(processSchema),
  /** The fault that is active. */
  fault: z.string().optional(),
})
type OvsState = z.infer<typeof stateSchema>

/** A folder of its own in the lab's directory, with a prefix of its own: the etcd members beside it never meet it. */
export function ovsPaths(directory?: string): LabPaths {
  return labPaths(join(labPaths(directory).directory, 'ovs'))
}

/** The state in these paths; `undefined` where there is none. */
export function readOvsState(paths: LabPaths): OvsState | undefined {
  const text = readStateText(paths)
  return text === undefined ? undefined : stateSchema.parse(JSON.parse(text))
}

/** Like {@link readOvsState}, where Open vSwitch has to be there. */
export function requireOvsState(paths: LabPaths): OvsState {
  const state = readOvsState(paths)
  if (state !== undefined) return state
  throw new AppError('not_found', `No Open vSwitch runs in ${paths.directory}.`, { hint: 'Start one: startOvs()' })
}

export function createOvsState(paths: LabPaths, namespaces: readonly string[]): void {
  mkdirSync(paths.directory, { recursive: true })
  writeOvsState(paths, { format: 1, bootId: bootId(), namespaces: [...namespaces], processes: [] })
}

/** Puts a process on record, in place of an earlier one of that name. */
export function recordProcess(paths: LabPaths, process: LabProcess): void {
  const state = requireOvsState(paths)
  const others = state.processes.filter(({ name }) => name !== process.name)
  writeOvsState(paths, { ...state, processes: [...others, process] })
}

/** The process on record under that name, which may have ended. */
export function recordedProcess(paths: LabPaths, name: string): LabProcess | undefined {
  return requireOvsState(paths).processes.find((process) => process.name === name)
}

export function recordFault(paths: LabPaths, fault: string | undefined): void {
  const { fault: _, ...state } = requireOvsState(paths)
  writeOvsState(paths, fault === undefined ? state : { ...state, fault })
}

/** Replaces the file in one step, so that a crash leaves the old state or the new one. */
function writeOvsState(paths: LabPaths, state: OvsState): void {
  const temporary = `${paths.state}.${process.pid}`
  writeFileSync(temporary, `${JSON.stringify(state, null, 2)}\n`)
  renameSync(temporary, paths.state)
}

export function removeOvsState(paths: LabPaths): void {
  rmSync(paths.state, { force: true })
}
