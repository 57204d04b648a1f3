import { setTimeout as sleep } from 'node:timers/promises'
import { AppError } from '@ocp-perf/errors'
import type { Movement, NamedFault } from './injection/fault.ts'
import { signalQuery, signals } from './injection/signals.ts'
import type { Lab } from './lab.ts'
import { queryPrometheus, type Reading } from './servers/monitoring.ts'
import type { ActiveFault } from './state.ts'

/** One movement of a fault, measured. A figure is null where there was no reading. */
export interface Proof {
  fault: string
  movement: Movement
  before: number | null
  during: number | null
  after: number | null
  /** It was not so before, was so during, and is not so after (for `stays`: was so during). */
  holds: boolean
}

/** How long signals may take to forget a fault; a smoothed round trip takes longest. */
const forgetSeconds = 240

/**
 * Injects a fault on a healthy lab under load, measures each signal that it says it moves, clears it and waits until
 * they are back. Takes one to six minutes, most of it waiting for windows to pass.
 */
export async function proveFault(
  lab: Lab,
  fault: NamedFault,
  options: { signal?: AbortSignal | undefined } = {},
): Promise<Proof[]> {
  const { signal } = options
  const { moves, stays = [], observeSeconds = 30 } = fault
  const movements = [...moves, ...stays]
  const readAll = () => Promise.all(movements.map((movement) => read(lab, movement, signal)))
  const readQuiet = async () => {
    let readings = await readAll()
    const isQuiet = () =>
      movements.every((movement, index) => quiet(movement, index >= moves.length, readings[index] ?? []))
    for (const until = Date.now() + forgetSeconds * 1000; Date.now() < until && !isQuiet(); ) {
      await sleep(5_000, undefined, { signal })
      readings = await readAll()
    }
    return readings
  }
  await lab.waitHealthy({ signal })
  await requireLoad(lab, signal)
  const earlier = await readQuiet()
  const active = await lab.injectFault(fault.name, { signal })
  let during: Reading[][]
  try {
    await sleep(observeSeconds * 1000, undefined, { signal })
    during = await readAll()
  } finally {
    await lab.clearFaults()
  }
  const later = await readQuiet()
  return movements.map((movement, index) => {
    const [before, then, after] = [earlier, during, later].map((each) => judge(movement, active, each[index] ?? []))
    const isStay = index >= moves.length
    const holds = isStay ? then?.met === true : before?.met === false && then?.met === true && after?.met === false
    const figures = { before: before?.figure ?? null, during: then?.figure ?? null, after: after?.figure ?? null }
    return { fault: fault.name, movement, ...figures, holds }
  })
}

/** No member shows what the fault moves, and all show what stays, whoever the target is. */
function quiet(movement: Movement, isStay: boolean, readings: readonly Reading[]): boolean {
  return isStay
    ? judge({ ...movement, on: 'every' }, {}, readings).met
    : !judge({ ...movement, on: 'any' }, {}, readings).met
}

/** Without writes there is no fsync to be slow; ten a second is the least that shows. */
async function requireLoad(lab: Lab, signal?: AbortSignal): Promise<void> {
  const readings = await read(lab, { signal: 'committed', on: 'every' }, signal)
  if (readings.length > 0 && readings.every(({ value }) => value >= 10)) return
  throw new AppError('conflict', 'The lab is idle, so faults would not show.', {
    hint: 'Start it with a load, and wait half a minute: pnpm lab up --load',
  })
}

async function read(lab: Lab, { signal: name }: Movement, signal?: AbortSignal): Promise<Reading[]> {
  return await queryPrometheus(lab.prometheusUrl, signalQuery(signals[name]), signal)
}

/** Whether a movement is met by these readings, and the figure that decides. A gap is never a movement. */
export function judge(
  movement: Movement,
  target: Pick<ActiveFault, 'member' | 'peer'>,
  readings: readonly Reading[],
): { met: boolean; figure: number | null } {
  const { on, above, below } = movement
  const figures = readings
    .filter(({ labels }) => isMeant(on, labels, target))
    .map(({ value }) => value)
    .filter((value) => !Number.isNaN(value))
  if (figures.length === 0) return { met: false, figure: null }
  // `others` and `every` are decided by whoever is furthest from the figure, `target` and `any` by the closest.
  const all = on === 'others' || on === 'every'
  const figure = (above !== undefined) === all ? Math.min(...figures) : Math.max(...figures)
  return { met: (above === undefined || figure > above) && (below === undefined || figure < below), figure }
}

function isMeant(on: Movement['on'], labels: Reading['labels'], target: Pick<ActiveFault, 'member' | 'peer'>): boolean {
  if (on === 'every' || on === 'any') return true
  if (on === 'peer') return labels.instance === target.peer
  return isTarget(labels, target) === (on === 'target')
}

/** A reading that names two members belongs to the target when both ends do, in either direction. */
function isTarget(labels: Record<string, string>, { member, peer }: Pick<ActiveFault, 'member' | 'peer'>): boolean {
  if (member === undefined) return true
  const ends = [labels.instance, labels.peer]
  if (labels.peer === undefined) return labels.instance === member
  return peer === undefined ? ends.includes(member) : ends.includes(member) && ends.includes(peer)
}

/** A movement in words: `WAL fsync p99 above 45 ms on the target`. */
export function describeMovement({ signal, on, above, below }: Movement): string {
  const { title, unit } = signals[signal]
  const bound = above === undefined ? `below ${formatFigure(below ?? 0, unit)}` : `above ${formatFigure(above, unit)}`
  const where = {
    target: 'the target',
    peer: 'its peer',
    others: 'the others',
    every: 'every member',
    any: 'some member',
  }[on]
  return `${title} ${bound} on ${where}`
}

/** A figure in base units as people read it. */
export function formatFigure(value: number | null, unit: (typeof signals)[Movement['signal']]['unit']): string {
  if (value === null) return 'no reading'
  const rounded = (scaled: number) => String(Number(scaled.toPrecision(3)))
  if (unit === 'seconds') return value < 1 ? `${rounded(value * 1000)} ms` : `${rounded(value)} s`
  if (unit === 'ratio') return `${rounded(value * 100)} %`
  if (unit === 'bytes' || unit === 'bytes_per_second') {
    return `${rounded(value / 1e6)} MB${unit === 'bytes' ? '' : '/s'}`
  }
  return unit === 'per_second' ? `${rounded(value)}/s` : rounded(value)
}
