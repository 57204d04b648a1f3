import { isRecordingNote } from '@ocp-perf/metrics'

/** Notes of several sources in the order in which they matter: first that an answer is from a recording, and from which. */
export function recordingFirst(notes: readonly string[]): string[] {
  return [...notes.filter(isRecordingNote), ...notes.filter((note) => !isRecordingNote(note))]
}
