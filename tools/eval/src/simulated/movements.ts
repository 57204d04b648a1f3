import type { Metric } from '@ocp-perf/metrics'
import type { Frame, Labels } from '@ocp-perf/promql'
import type { MeasurableRecording, OpenRecording, Span } from '../recording/open-recording.ts'

/** A fault in samples: when it began, and whom it hit (nobody in particular where none is named). */
export interface Known {
  span: Span
  injected: number
  /** Seconds until windowed figures are all of the fault. */
  settled: number
  members: readonly string[]
  /** Whether it comes and goes in moments, so that its highest figures tell of it and not its usual ones. */
  inMoments: boolean
}

/** The metrics that a cause's rule asks for, each once. */
export function metricsOf(
  cause: string,
  { rules, catalog }: Pick<OpenRecording, 'rules' | 'catalog'>,
): readonly Metric[] {
  const rule = rules.causes.find(({ id }) => id === cause)
  const required = rule?.requires.flatMap((each) => ('any' in each ? each.any : [each])) ?? []
  const ids = new Set([...required, ...(rule?.evidence ?? [])].map(({ metric }) => metric))
  return [...ids].map((id) => catalog.metric(id)).filter(isComparable)
}

/** Moments and versions are what they are; a factor says nothing of them. */
function isComparable({ unit, better }: Metric): boolean {
  return unit !== 'timestamp' && (unit !== 'boolean' || better !== 'none')
}

/** Beyond this a factor says no more than that something appeared or went. */
const most = 100

/**
 * By which factor each metric moved when the fault began, in its most moved row of those that are about whom it hit; what is
 * below a metric's noise counts as that. Undefined where there is nothing on one side.
 */
export async function movementsOf(
  opened: MeasurableRecording,
  metrics: readonly Metric[],
  { span, injected, settled, members, inMoments }: Known,
): Promise<ReadonlyMap<string, number>> {
  const { frames } = await opened.measure(metrics, span)
  const moved = new Map<string, number>()
  for (const metric of metrics) {
    const factors = rowsAbout(frames.get(metric.id), members).map((row) => {
      const inside = level(row, inMoments, (time) => time >= injected + settled)
      const outside = level(row, inMoments, (time) => time < injected)
      return inside === undefined || outside === undefined ? 1 : factor(inside, outside, metric)
    })
    const [furthest] = factors.sort((a, b) => Math.abs(Math.log(b)) - Math.abs(Math.log(a)))
    if (furthest !== undefined) moved.set(metric.id, furthest)
  }
  return moved
}

interface Row {
  labels: Labels
  times: Float64Array
  values: Float64Array
}

function rowsAbout(frame: Frame | undefined, members: readonly string[]): readonly Row[] {
  const rows = frame?.series ?? []
  if (members.length === 0) return rows
  return rows.filter(({ labels: { member, peer, node } }) => {
    if (member === undefined) return node === undefined || members.some((name) => isNodeOf(node, name))
    return members.length === 1 || peer === undefined
      ? members.includes(member) || (peer !== undefined && members.includes(peer))
      : members.includes(member) && members.includes(peer)
  })
}

/** `node2` is the node of the lab's `m2`, and `sim-master-1` that of `etcd-sim-master-1`. */
function isNodeOf(node: string, member: string): boolean {
  return member.endsWith(node) || (/^node\d+$/.test(node) && member === node.replace('node', 'm'))
}

/** The upper quartile, as the diagnosis compares them, or the highest. */
function level({ times, values }: Row, highest: boolean, isWithin: (time: number) => boolean): number | undefined {
  const found = values.filter((value, index) => !Number.isNaN(value) && isWithin(times[index] ?? Number.NaN))
  return found.sort()[Math.floor((highest ? 1 : 0.75) * (found.length - 1))]
}

function factor(inside: number, outside: number, { noise = 0 }: Metric): number {
  const floor = Math.max(noise, Number.MIN_VALUE)
  return Math.min(most, Math.max(1 / most, Math.max(inside, floor) / Math.max(outside, floor)))
}
