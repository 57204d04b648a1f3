import { formatDuration, type PromSource, type Recording } from '@ocp-perf/promql'

const systemClock = () => Date.now() / 1000

/**
 * What time it is for a source, in unix seconds: `now` where it is live, the end of its data where it is a recording. That
 * end is the next whole second, so that windows which end there include the last sample and are easily written.
 */
export function clockOf({ recording }: Pick<PromSource, 'recording'>, now: () => number = systemClock): () => number {
  if (recording === undefined) return now
  const end = recordingNow(recording)
  return () => end
}

function recordingNow({ end }: Recording): number {
  return Math.ceil(end)
}

/** `12:34:56 UTC on 2026-11-20, the end of the dump x.om.gz`. */
export function recordingMoment(recording: Recording): string {
  return `${spelledTime(recordingNow(recording))}, the end of ${recording.name}`
}

/** From when to when a recording is, and how long: `2026-11-20 12:31:34 to 12:34:56 UTC (3m22s)`. */
export function recordingSpan({ start, end }: Recording): string {
  const [first, last] = [written(Math.floor(start)), written(Math.ceil(end))]
  const until = first.date === last.date ? last.clock : `${last.date} ${last.clock}`
  return `${first.date} ${first.clock} to ${until} UTC (${lengthOf({ start, end })})`
}

const opening = 'From '
const nowIs = ': "now" is '

/** What every answer from a recording says first: what it is from and which time counts as now; then what could not be read. */
export function recordingNotes(recording: Recording | undefined): string[] {
  if (recording === undefined) return []
  const { name, warnings = [] } = recording
  const moment = spelledTime(recordingNow(recording))
  return [`${opening}${name}${nowIs}${moment}, the end of its data (${lengthOf(recording)} in all).`, ...warnings]
}

/** Whether a note is the one that says what an answer is from. */
export function isRecordingNote(note: string): boolean {
  return note.startsWith(opening) && note.includes(nowIs)
}

function lengthOf({ start, end }: Pick<Recording, 'start' | 'end'>): string {
  return formatDuration(Math.max(0, Math.round(end - start)))
}

function spelledTime(seconds: number): string {
  const { date, clock } = written(seconds)
  return `${clock} UTC on ${date}`
}

function written(seconds: number): { date: string; clock: string } {
  const [date = '', clock = ''] = new Date(seconds * 1000).toISOString().slice(0, -'.000Z'.length).split('T')
  return { date, clock }
}
