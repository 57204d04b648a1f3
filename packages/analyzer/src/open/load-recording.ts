import { basename, dirname } from 'node:path'
import type { Dump, DumpReport } from '@ocp-perf/dump'
import { AppError } from '@ocp-perf/errors'
import type { Log } from '@ocp-perf/http'
import type { PromSource, Recording } from '@ocp-perf/promql'

export interface LoadRecordingOptions {
  log: Log
  signal?: AbortSignal | undefined
  /** Told now and then, for a progress line. */
  onProgress?: ((progress: LoadProgress) => void) | undefined
}

/** How far the reading of a dump is. */
export interface LoadProgress {
  /** Of the bytes as they lie on disk, 0 to 1. */
  share: number
  samples: number
  series: number
}

/** Progress is logged this often: a small dump is read without a word in between. */
const logEveryMs = 3000

/** The samples of a dump, and what is known of them. */
interface RecordedSamples {
  store: Dump['store']
  recording: Recording
}

/** A dump in memory as a source of PromQL. Throws as `readRecording` does. */
export async function loadRecording(file: string, options: LoadRecordingOptions): Promise<PromSource> {
  const [samples, { createEngineSource }] = await Promise.all([
    readRecording(file, options),
    import('@ocp-perf/promql-engine'),
  ])
  return createEngineSource(samples)
}

/**
 * Reads a dump into memory, with what could not be read of it as its warnings and in the log. The reader is loaded here, as
 * a server over a live Prometheus needs none. `invalid_input` for what holds no sample.
 */
export async function readRecording(file: string, options: LoadRecordingOptions): Promise<RecordedSamples> {
  const { log, signal, onProgress } = options
  const { loadDump } = await import('@ocp-perf/dump')
  const begun = performance.now()
  let loggedAt = begun
  const { path, store, report } = await loadDump(file, {
    signal,
    onProgress: ({ bytesRead, bytesTotal, samples, series }) => {
      const share = bytesTotal > 0 ? Math.min(1, bytesRead / bytesTotal) : 0
      onProgress?.({ share, samples, series })
      if (performance.now() - loggedAt < logEveryMs) return
      loggedAt = performance.now()
      log.info({ event: 'dump-reading', file, percent: Math.floor(share * 100), samples, series }, 'Reading the dump')
    },
  })
  const name = `the dump ${describePath(file, path)}`
  const span = store.span()
  if (span === undefined) {
    throw new AppError('invalid_input', `${name} holds no sample.`, {
      hint: 'Name a dump of samples with their times, as `promtool tsdb dump-openmetrics` writes it.',
    })
  }
  const { firstSkipped, ...counts } = report
  const seconds = Math.round(performance.now() - begun) / 1000
  log.info({ event: 'dump-read', file: path, seconds, ...counts }, 'The dump is read')
  for (const { line, reason } of firstSkipped) {
    log.warn({ event: 'dump-line', file: path, line }, `Line ${line} of the dump is left out: ${reason}`)
  }
  return { store, recording: { name, start: span.from / 1000, end: span.to / 1000, warnings: dumpWarnings(report) } }
}

const longestName = 100
const shownLines = 3
const longestReason = 80

/** What a reader of figures must know of how a dump was read. */
export function dumpWarnings({ lines, skipped, firstSkipped, duplicates, truncated }: DumpReport): string[] {
  const examples = firstSkipped
    .slice(0, shownLines)
    .map(({ line, reason }) => `line ${line}: ${clip(reason, longestReason)}`)
  return [
    ...(truncated
      ? ['The dump ends in the middle of its data, as when a copy was cut short: what came after is missing.']
      : []),
    ...(skipped > 0
      ? [
          `${counted(skipped)} of ${counted(lines)} lines of the dump could not be read and are left out (${examples.join('; ')}).`,
        ]
      : []),
    ...(duplicates > 0
      ? [
          `${counted(duplicates)} samples of the dump had the time of another one of their series: the later line counts.`,
        ]
      : []),
  ]
}

/** The file as a reader knows it: its own name, and the name of what it was found in. */
function describePath(given: string, found: string): string {
  const inside = found.startsWith(`${given}:`) ? found.slice(given.length + 1) : found === given ? undefined : found
  if (inside === undefined) return printable(basename(given) || given)
  const folder = basename(dirname(inside))
  const own = folder === '' || folder === '.' ? basename(inside) : `${folder}/${basename(inside)}`
  return printable(`${own} in ${basename(given) || given}`)
}

/** A name stands in every answer, and whoever packed an archive chose it. */
function printable(name: string): string {
  return clip(name.replace(/[^\p{L}\p{N}\p{P}\p{S} ]/gu, ' '), longestName)
}

const clip = (text: string, limit: number) => (text.length > limit ? `${text.slice(0, limit - 1)}…` : text)
const counted = (count: number) => count.toLocaleString('en-US')
