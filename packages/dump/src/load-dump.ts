import { setImmediate } from 'node:timers/promises'
import { createMemoryStore, type StoredSeries } from '@ocp-perf/promql-engine'
import { markStaleness } from './columns/staleness.ts'
import { type OpenText, openText } from './container/open-text.ts'
import type { Dump, LoadOptions } from './dump.ts'
import { createLimits, type Limits } from './limits.ts'
import { locate } from './locate/locate.ts'
import { noSamples } from './no-samples.ts'
import { createTextReader, type TextReader } from './text/text-reader.ts'

const turnMs = 12
const progressMs = 100

/**
 * Reads a dump of samples into memory: OpenMetrics or Prometheus text with times, or what `promtool tsdb dump` writes;
 * plain, in gzip, in a tar archive, or the one in a folder. The file is streamed; what is held is 16 bytes a sample at
 * most, labels beside. Lines that cannot be used are counted and left out. Native histograms are left out too. Where a
 * file is cut short, what was read is kept.
 *
 * Staleness markers are recognised as `markStaleness` describes; times are told apart as `unitOf` does.
 *
 * @throws AppError `not_found`, `forbidden`, `conflict` (a folder with several dumps), `invalid_input` for what is no
 * dump or has no line that could be used, `too_large`. An abort passes through.
 */
export async function loadDump(path: string, options: LoadOptions = {}): Promise<Dump> {
  const { signal, onProgress } = options
  signal?.throwIfAborted()
  const location = await locate(path, signal)
  const reader = createTextReader()
  let bytesRead = 0
  const report = () => {
    const { samples, table } = reader.state
    onProgress?.({ bytesRead, bytesTotal: location.size, samples, series: table.size })
  }
  const onBytes = (count: number) => {
    // An archive is read twice: once to see what is in it.
    bytesRead = Math.min(location.size, bytesRead + count)
  }
  const text = await openText(location, { signal, onBytes })
  try {
    bytesRead = 0
    const cutInLine = await readAll(text, reader, createLimits(options), report, signal)
    if (reader.state.samples === 0) throw noSamples(text.path, reader.state)
    bytesRead = location.size
    report()
    signal?.throwIfAborted()
    return await finish(text, reader, cutInLine, signal)
  } finally {
    await text.close()
  }
}

/** Feeds the whole text; whether it ended in the middle of a line. */
async function readAll(
  { chunks, path }: OpenText,
  { state, feed, end }: TextReader,
  limits: Limits,
  report: () => void,
  signal: AbortSignal | undefined,
): Promise<boolean> {
  const breathe = createBreather()
  let reported = performance.now()
  let bytes = 0
  for await (const chunk of chunks) {
    signal?.throwIfAborted()
    feed(chunk)
    bytes += chunk.length
    limits.check(path, state, bytes)
    const now = performance.now()
    if (now - reported >= progressMs) {
      report()
      reported = now
    }
    await breathe(now)
  }
  const cut = end()
  limits.check(path, state, bytes)
  return cut
}

async function finish(
  { path, cut }: OpenText,
  { state }: TextReader,
  cutInLine: boolean,
  signal: AbortSignal | undefined,
): Promise<Dump> {
  const { columns, table, bad, metadata, lines, nativeHistograms } = state
  const breathe = createBreather()
  const series: StoredSeries[] = []
  let last = Number.NEGATIVE_INFINITY
  for (const one of columns.finish(table)) {
    series.push(one)
    last = Math.max(last, one.times.at(-1) ?? last)
    if (await breathe(performance.now())) signal?.throwIfAborted()
  }
  markStaleness({ series, end: last, metadata: metadata.metadata })
  return {
    path,
    store: createMemoryStore(series, metadata.metadata),
    report: {
      samples: state.samples - columns.duplicates,
      series: series.length,
      lines,
      skipped: bad.count,
      firstSkipped: bad.first,
      outOfOrder: columns.outOfOrder,
      duplicates: columns.duplicates,
      nativeHistograms,
      truncated: cut.truncated || cutInLine,
    },
  }
}

/** Lets timers and other requests have their turn, a few dozen times a second; true when it did. */
function createBreather(): (now: number) => Promise<boolean> {
  let since = performance.now()
  return async (now) => {
    if (now - since < turnMs) return false
    await setImmediate()
    since = performance.now()
    return true
  }
}
