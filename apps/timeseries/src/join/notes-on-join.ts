import { formatDuration } from '@ocp-perf/promql'
import type { SeriesSet } from '../ask/series-set.ts'
import type { JoinedSides, JoinRequest } from './join-sides.ts'

/** A distance between the newest points of two sources that is no matter of their spacing any more. */
const apartBuckets = 3

/** What a reader of a join has to know beside its rows: clocks that differ, sides that never met, points that were put right. */
export function notesOnJoin(sets: readonly SeriesSet[], request: JoinRequest, joined: JoinedSides): string[] {
  const { how, step, tolerance } = request
  const isJoin = sets.length > 1
  const { both, reordered, merged, times } = joined
  return [
    ...(isJoin ? apart(sets, step) : []),
    ...(isJoin && both === 0 && times.length > 0
      ? [
          'No row has a value of both sides: look at the windows of both queries, at longer buckets, or join asof with a time_tolerance.',
        ]
      : []),
    ...(isJoin && how === 'asof' && Number.isFinite(tolerance)
      ? [
          `Each Prometheus time has the latest InfluxDB value up to ${formatDuration(Math.max(1, Math.round(tolerance)))} before it.`,
        ]
      : []),
    ...(how !== 'asof' && isJoin && step !== undefined
      ? [`A row stands for the ${formatDuration(step)} that begin at its time.`]
      : []),
    ...(reordered > 0 ? [`${reordered} points came out of order and were sorted.`] : []),
    ...(merged > 0 ? [`${merged} points had the time of another one of their series; the last of them counts.`] : []),
  ]
}

/** Newest points that lie apart are clocks that differ, or a source that has stopped: a join would show one side alone. */
function apart(sets: readonly SeriesSet[], step: number | undefined): string[] {
  const [one, other] = sets.map(newestOf)
  if (one === undefined || other === undefined) return []
  const distance = Math.abs(one - other)
  if (!(distance > apartBuckets * Math.max(step ?? 0, 60))) return []
  const [late, early] = one > other ? ['Prometheus', 'InfluxDB'] : ['InfluxDB', 'Prometheus']
  return [
    `The newest point of ${early} is ${formatDuration(Math.round(distance))} older than that of ${late}: its clock is behind, it has stopped, or its query ends earlier.`,
  ]
}

function newestOf({ series }: SeriesSet): number | undefined {
  const times = series.flatMap(({ times }) => (times.length > 0 ? [times.at(-1) ?? Number.NaN] : []))
  return times.length > 0 ? Math.max(...times) : undefined
}
