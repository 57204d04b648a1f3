import { existsSync, renameSync, statSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { AppError } from '@ocp-perf/errors'
import type { LabOptions } from '../../bring-up.ts'
import { findFault, loadFaults } from '../../injection/fault-list.ts'
import { type Lab, startLab } from '../../lab.ts'
import { resolveLoad } from '../../load/options.ts'
import { labHome } from '../../machine/paths.ts'
import type { Recorded } from '../record.ts'
import { recordingFiles, withScratch } from '../write-recording.ts'
import { unhealthyBefore } from './health-before.ts'
import { fixturesFolder, type PlanEntry } from './plan-schema.ts'
import { planSteps } from './plan-steps.ts'

type PlanLab = Pick<Lab, 'prometheusUrl' | 'record' | 'stop'>

/** What a plan is made with; tests give their own. */
interface PlanParts {
  start: (options: LabOptions) => Promise<PlanLab>
  check: typeof unhealthyBefore
  /** Waits, milliseconds. */
  rest: (ms: number, signal: AbortSignal | undefined) => Promise<void>
}

export interface PlanOptions {
  entries: readonly PlanEntry[]
  /** Where the recordings go; the repository's fixtures by default. */
  folder?: string | undefined
  /** Of the labs that it starts, one after another; `.lab/plan` by default. */
  directory?: string | undefined
  /** Called with a line about each entry. */
  print: (line: string) => void
  signal?: AbortSignal | undefined
  parts?: Partial<PlanParts> | undefined
}

interface Work extends PlanParts, Pick<PlanOptions, 'print'> {
  folder: string
  directory: string
  signal: AbortSignal | undefined
  lab: PlanLab | undefined
}

/** The peers' first round trips, and the connections, are made by then. */
const settleMs = 30_000
/** A fault that leaves no traces is forgotten by then: rates over a minute, smoothed by a scrape or two. */
const betweenMs = 75_000
const tries = 3
const interval = '5s'

/**
 * Makes the recordings of a plan that are not in the folder yet, in labs of its own, and ends the last of them. One whose
 * health before the fault was none is made again, twice at most, in a new lab. Throws `conflict` naming what could not be
 * recorded once all others are, `not_found` or `invalid_input` before anything starts for a fault or a load that cannot be.
 */
export async function recordPlan(options: PlanOptions): Promise<void> {
  const { folder = fixturesFolder, directory = join(labHome, 'plan'), print, signal, parts = {}, entries } = options
  const wait = (ms: number) => sleep(ms, undefined, { signal })
  const work: Work = {
    folder,
    directory,
    print,
    signal,
    lab: undefined,
    ...{ start: startLab, check: unhealthyBefore, rest: wait, ...parts },
  }
  const missing = entries.filter(({ name }) => !isThere(folder, name))
  for (const { name } of entries) if (isThere(folder, name)) print(`${name}: is there`)
  for (const { fault, load } of missing) {
    if (fault !== undefined) await findFault(fault)
    resolveLoad(load)
  }
  const failed: string[] = []
  try {
    for (const { entry, restart } of planSteps(missing, await loadFaults())) {
      if (restart !== undefined) await endLab(work)
      if (!(await recordEntry(work, entry))) failed.push(entry.name)
    }
  } finally {
    await endLab(work)
  }
  if (failed.length === 0) return
  throw new AppError('conflict', `Not recorded: ${failed.join(', ')}.`, {
    hint: 'The lines above say why. Let the machine do nothing else meanwhile, and run the same command again.',
  })
}

const isThere = (folder: string, name: string) => existsSync(join(folder, `${name}.om.gz`))

async function endLab(work: Work): Promise<void> {
  await work.lab?.stop()
  work.lab = undefined
}

/** Records one entry; false, after a line that says why, when it could not be. */
async function recordEntry(work: Work, entry: PlanEntry): Promise<boolean> {
  for (let attempt = 1; attempt <= tries; attempt++) {
    let why: string
    try {
      const wrong = await tryEntry(work, entry)
      if (wrong.length === 0) return true
      why = `not healthy before ${entry.fault ?? 'its end'}: ${wrong.join('; ')}`
    } catch (error) {
      work.signal?.throwIfAborted()
      // One fault that this machine cannot do must not cost the others; what is no AppError is a bug.
      if (!(error instanceof AppError)) throw error
      why = [error.message, error.hint].filter(Boolean).join(' ')
    }
    // What went wrong may still show in this lab.
    await endLab(work)
    work.print(`${entry.name}: try ${attempt} of ${tries}: ${why}`)
  }
  return false
}

/** What was wrong with the health before the fault; nothing, when the recording is in its place. */
async function tryEntry(work: Work, entry: PlanEntry): Promise<string[]> {
  const { start, check, rest, directory, folder, signal, print } = work
  if (work.lab !== undefined) await rest(betweenMs, signal)
  else {
    work.lab = await start({ directory, interval, load: entry.load, network: entry.network, signal })
    if (!entry.fresh) await rest(settleMs, signal)
  }
  const { lab } = work
  return await withScratch(folder, async (scratch) => {
    const recorded = await recordOnce(lab, entry, scratch, work)
    const wrong = await check(lab.prometheusUrl, recorded.content, signal)
    if (wrong.length > 0) return wrong
    const { cause, member } = recorded.content
    const kilobytes = Math.round(statSync(recorded.dump).size / 1000)
    const files = recordingFiles(folder, entry.name)
    renameSync(recorded.truth, files.truth)
    renameSync(recorded.dump, files.dump)
    print(`${entry.name}: recorded ${[cause, member].filter(Boolean).join(' of ')}, ${kilobytes} kB`)
    return []
  })
}

async function recordOnce(lab: PlanLab, entry: PlanEntry, folder: string, { rest, signal }: Work): Promise<Recorded> {
  const { name, fault, member, peer, strength, quiet, seconds } = entry
  if (fault !== undefined) {
    const target = { name: fault, member, peer, strength }
    return await lab.record({ name, folder, quietSeconds: quiet, seconds, fault: target, signal })
  }
  await rest(quiet * 1000, signal)
  return await lab.record({ name, folder, seconds: quiet, signal })
}
