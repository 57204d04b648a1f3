import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { gunzipSync } from 'node:zlib'
import { loadDump } from '@ocp-perf/dump'
import type { PromSource, RangeWindow } from '@ocp-perf/promql'
import { createEngineSource, type Semantics } from '@ocp-perf/promql-engine'

const folder = new URL('../../../../tools/lab/fixtures/recordings/', import.meta.url)

/** The recordings of the lab that the repository holds. */
export const labRecordings = ['healthy-1', 'fsync-m2-35ms'] as const

type RecordingName = (typeof labRecordings)[number]

const pathOf = (name: RecordingName) => fileURLToPath(new URL(`${name}.om.gz`, folder))

/** The OpenMetrics text of a recording. */
export function readRecording(name: RecordingName): string {
  return gunzipSync(readFileSync(pathOf(name))).toString('utf8')
}

/** A recording as a source, and the whole of it as a window with a step of `step` seconds. */
export async function openRecording(
  name: RecordingName,
  step: number,
  semantics?: Semantics,
): Promise<{ source: PromSource; window: RangeWindow }> {
  const { store } = await loadDump(pathOf(name))
  const span = store.span()
  if (span === undefined) throw new Error(`the recording ${name} is empty`)
  const recording = { name, start: span.from / 1000, end: span.to / 1000 }
  const window = { start: Math.floor(recording.start), end: Math.ceil(recording.end), step }
  return { source: createEngineSource({ store, recording, semantics }), window }
}
