import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { AppError } from '@ocp-perf/errors'
import { clearFaults, type FaultOptions, injectFault } from '../injection/control.ts'
import { findFault } from '../injection/fault-list.ts'
import type { LabPaths } from '../machine/paths.ts'
import { waitForMembers } from '../servers/etcd.ts'
import { intervalSeconds, queryPrometheus, waitForTargets } from '../servers/monitoring.ts'
import { type ActiveFault, type LabState, requireState } from '../state.ts'
import { catalogFamilies } from './catalog-families.ts'
import { dumpPrometheus } from './dump-prometheus.ts'
import { causeOf, type Truth } from './truth.ts'
import { publish, type Recording, recordingFiles, withScratch, writeDump } from './write-recording.ts'

export interface RecordOptions {
  /** Of the two files, `NAME.om.gz` and `NAME.json`. */
  name: string
  /** Where they go; `recordings` in the lab's directory by default. */
  folder?: string | undefined
  /** Without `fault`: how far back it reaches (default 180). With it: how long the fault lasts. */
  seconds?: number | undefined
  /** Injected for the recording and cleared after it. */
  fault?: (Omit<FaultOptions, 'signal' | 'rest'> & { name: string }) | undefined
  /** With `fault`: how long the lab is left alone before it (default 90). */
  quietSeconds?: number | undefined
  signal?: AbortSignal | undefined
}

export interface Recorded extends Recording {
  content: Truth
}

const defaultSeconds = 180
const defaultQuietSeconds = 90
const defaultFaultSeconds = 110
/** How long rates and disks need to forget what prepared a fault. */
const restSeconds = 45
const tries = 3
const millisecond = 0.001

/**
 * Writes what the lab's Prometheus holds of the catalog's families, with the truth beside it. With a fault it prepares it,
 * waits, injects, waits, records and clears. Throws `conflict` when more than one fault is active, when one is and another is asked for, or
 * when the recording would begin after the fault or before an earlier one was cleared; `invalid_input`; `upstream` when promtool fails.
 */
export async function recordLab(paths: LabPaths, options: RecordOptions): Promise<Recorded> {
  const files = recordingFiles(options.folder ?? join(paths.directory, 'recordings'), options.name)
  return options.fault === undefined
    ? await write(paths, options, files, span(requireState(paths), options))
    : await recordFault(paths, options, files, options.fault)
}

type Files = ReturnType<typeof recordingFiles>
type Span = Pick<Truth, 'start' | 'injected' | 'end'>

async function recordFault(
  paths: LabPaths,
  options: RecordOptions,
  files: Files,
  { name, ...target }: NonNullable<RecordOptions['fault']>,
): Promise<Recorded> {
  const { signal, quietSeconds = defaultQuietSeconds } = options
  const { observeSeconds = 0, prepare } = await findFault(name)
  const state = requireState(paths)
  if (state.faults.length > 0) {
    throw new AppError('conflict', `${state.faults.map((fault) => fault.name).join(', ')} is active.`, {
      hint: 'End it first, and let the lab rest: pnpm lab clear',
    })
  }
  let start = now()
  const rest = async () => {
    await waitForMembers(state, 40_000, signal)
    await waitForTargets(state, 40_000, signal)
    if (prepare) await sleep(restSeconds * 1000, undefined, { signal })
    start = now()
    await sleep(quietSeconds * 1000, undefined, { signal })
  }
  const { since } = await injectFault(paths, name, { ...target, rest, signal })
  try {
    const seconds = options.seconds ?? Math.max(defaultFaultSeconds, observeSeconds)
    await sleep(seconds * 1000, undefined, { signal })
    return await write(paths, options, files, { start, injected: since, end: now() })
  } finally {
    await clearFaults(paths)
  }
}

/** The span of a recording that ends now, and when the fault in it began. Nothing else may have been wrong in it. */
function span({ faults, quietSince = 0 }: LabState, { seconds }: RecordOptions): Span {
  const end = now()
  const since = onlyFault(faults)?.since
  const injected = since ?? end
  const wanted = since === undefined ? end - defaultSeconds : since - defaultQuietSeconds
  const start = seconds === undefined ? Math.max(wanted, quietSince) : end - seconds
  if (start >= injected) {
    throw new AppError('conflict', `The fault began ${Math.ceil(end - injected)} s ago, before this recording would.`, {
      hint: `Reach further back, so that health comes first: --duration ${Math.ceil(end - injected) + defaultQuietSeconds}s`,
    })
  }
  if (start >= quietSince) return { start, injected, end }
  throw new AppError('conflict', `The lab began, or was cleared of a fault, ${Math.floor(end - quietSince)} s ago.`, {
    hint: 'Leave --duration out, and the recording begins there; or wait.',
  })
}

function onlyFault(faults: readonly ActiveFault[]): ActiveFault | undefined {
  if (faults.length <= 1) return faults[0]
  throw new AppError('conflict', `Several faults are active: ${faults.map(({ name }) => name).join(', ')}.`, {
    hint: 'A recording has one cause. End them, and let the lab rest: pnpm lab clear',
  })
}

async function write(paths: LabPaths, options: RecordOptions, files: Files, times: Span): Promise<Recorded> {
  const { signal, name } = options
  const state = requireState(paths)
  const subject = await causeOf(onlyFault(state.faults))
  // The last scrape of every target must have arrived.
  await sleep((intervalSeconds(state.interval) + 1) * 1000, undefined, { signal })
  const content: Truth = {
    name,
    ...subject,
    leader_at_injection: await leaderAt(state, times.injected, signal),
    start: rounded(times.start),
    injected: rounded(times.injected),
    end: rounded(times.end),
    load: state.load ?? '',
  }
  const samples = await withScratch(join(files.dump, '..'), async (scratch) => {
    const finished = join(scratch, 'dump.om.gz')
    const count = await dumpWithRetries(paths, state, content, scratch, finished, signal)
    publish(finished, files, content)
    return count
  })
  return { ...files, samples, content }
}

/** A folder that is written to while it is copied may not hold together; the next copy does. */
async function dumpWithRetries(
  paths: LabPaths,
  { programs }: LabState,
  { start, end }: Span,
  scratch: string,
  file: string,
  signal: AbortSignal | undefined,
): Promise<number> {
  const dataFolder = join(paths.data, 'prometheus')
  const source = { promtool: programs.promtool, dataFolder, workFolder: scratch, from: start, to: end, signal }
  for (let attempt = 1; ; attempt++) {
    try {
      return await writeDump(file, dumpPrometheus(source), catalogFamilies())
    } catch (error) {
      if (attempt === tries || signal?.aborted) throw error
      await sleep(1_000, undefined, { signal })
    }
  }
}

async function leaderAt(state: LabState, time: number, signal: AbortSignal | undefined): Promise<string> {
  const readings = await queryPrometheus(state.prometheusUrl, `etcd_server_is_leader @ ${rounded(time)} == 1`, signal)
  return readings[0]?.labels.instance ?? ''
}

const now = () => Date.now() / 1000
const rounded = (seconds: number) => Math.round(seconds / millisecond) / 1000
