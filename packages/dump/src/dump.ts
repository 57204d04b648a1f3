import type { SampleStore } from '@ocp-perf/promql-engine'

export interface LoadOptions {
  signal?: AbortSignal | undefined
  /** Told now and then, for a progress line. */
  onProgress?: ((progress: DumpProgress) => void) | undefined
  /** More samples than this are `too_large`. Default: what fits in half of this machine's memory. */
  maxSamples?: number | undefined
}

export interface DumpProgress {
  /** Of the file as it lies on disk. */
  bytesRead: number
  bytesTotal: number
  samples: number
  series: number
}

/** A line that could not be used. */
export interface SkippedLine {
  /** From 1, in the unpacked text. */
  line: number
  reason: string
}

/** What was read and what was not: nothing is left out in silence. */
export interface DumpReport {
  samples: number
  series: number
  lines: number
  skipped: number
  /** The first of the skipped lines. */
  firstSkipped: readonly SkippedLine[]
  /** Samples that came after a later one of their series, and were put in order. */
  outOfOrder: number
  /** Samples with the time of another of their series: the last one is kept. */
  duplicates: number
  /** Samples of native histograms, which are left out: only floats are held. */
  nativeHistograms: number
  /** True when the file ends in the middle of a line, of a compressed stream or of an archive. */
  truncated: boolean
}

/** A dump in memory. */
export interface Dump {
  /** The file that the samples were read from; inside an archive `archive.tar.gz:path`. */
  path: string
  store: SampleStore
  report: DumpReport
}
