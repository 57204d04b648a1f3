import { totalmem } from 'node:os'
import { getHeapStatistics } from 'node:v8'
import { AppError } from '@ocp-perf/errors'
import type { SeriesTable } from './columns/series-table.ts'
import type { LoadOptions } from './dump.ts'

export interface Limits {
  /** @throws AppError `too_large`; `invalid_input` for a file that goes on and on without a sample. */
  check(path: string, read: Read, bytes: number): void
}

interface Read {
  samples: number
  nativeHistograms: number
  table: Pick<SeriesTable, 'size' | 'labelLength'>
}

// Two columns of 8 bytes, and as much again while columns grow.
const bytesPerSample = 32
// Labels, keys and objects; they lie on V8's own heap, which is limited apart from the machine's memory.
const bytesPerSeries = 2_000
// Labels are kept as values and in a key, with up to two bytes a character; that of usual ones is counted above.
const bytesPerCharacter = 4
const usualLabelLength = 400
// What swells without end when it is unpacked has no samples; a dump has one in its first thousand bytes.
const mostBytesWithoutSample = 2 ** 26
// Where samples came before, something broken may follow; what goes on without an end is not worth the wait.
const longestStretch = 2 ** 30

/** What may be read into memory: by default samples in half of the machine's memory, labels in half of the heap. */
export function createLimits({ maxSamples = samplesInHalfOfMemory() }: Pick<LoadOptions, 'maxSamples'>): Limits {
  const heap = getHeapStatistics().heap_size_limit / 2
  const maxSeries = Math.floor(heap / bytesPerSeries)
  let useful = 0
  let usefulUntil = 0
  return {
    check(path, { samples, nativeHistograms, table }, bytes) {
      if (samples > maxSamples) throw tooLarge(path, maxSamples, 'samples')
      if (table.size > maxSeries) throw tooLarge(path, maxSeries, 'series')
      const unusual = Math.max(0, table.labelLength - table.size * usualLabelLength)
      if (table.size * bytesPerSeries + unusual * bytesPerCharacter > heap) throw tooLongLabels(path, table)
      if (samples + nativeHistograms > useful) {
        useful = samples + nativeHistograms
        usefulUntil = bytes
      } else if (bytes - usefulUntil > longestStretch) throw endless(path, bytes - usefulUntil)
      if (samples === 0 && bytes > mostBytesWithoutSample) {
        throw new AppError('invalid_input', `${path} is no dump: its first ${inMiB(bytes)} MiB hold no sample.`, {
          hint: 'Give a dump in OpenMetrics or Prometheus text, as promtool tsdb dump-openmetrics writes it.',
        })
      }
    },
  }
}

function samplesInHalfOfMemory(): number {
  // In a container the machine's memory is not what this process may have.
  const constrained = process.constrainedMemory()
  const memory = constrained > 0 ? Math.min(totalmem(), constrained) : totalmem()
  return Math.floor(memory / 2 / bytesPerSample)
}

function tooLarge(path: string, limit: number, what: string): AppError {
  return new AppError('too_large', `${path} holds more than ${limit.toLocaleString('en-US')} ${what}.`, {
    hint:
      'Dump less: promtool tsdb dump-openmetrics --min-time=MS --max-time=MS for a shorter time, ' +
      `--match='{__name__=~"etcd_.*"}' for fewer series (must-gather -- gather_metrics takes the same).`,
  })
}

function tooLongLabels(path: string, { size, labelLength }: Read['table']): AppError {
  const average = Math.ceil(labelLength / size).toLocaleString('en-US')
  return new AppError('too_large', `${path} holds ${size} series with labels of ${average} characters on average.`, {
    hint: `Dump fewer of them: --match='{__name__=~"etcd_.*"}'.`,
  })
}

function endless(path: string, bytes: number): AppError {
  return new AppError('invalid_input', `${path} is damaged: ${inMiB(bytes)} MiB in a row hold no sample.`, {
    hint: 'Take the dump again, or cut it off where its samples end.',
  })
}

function inMiB(bytes: number): number {
  return Math.floor(bytes / 2 ** 20)
}
