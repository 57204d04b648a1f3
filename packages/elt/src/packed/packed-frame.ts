import { AppError } from '@ocp-perf/errors'
import type { Frame, Series } from '@ocp-perf/promql'
import { z } from 'zod'

/**
 * The points of one metric as JSON carries them without loss and at a third of their length in digits: numbers as base64 of
 * little-endian 64-bit floats; times once, for all series that share them.
 */
export const packedFrameSchema = z.object({
  times: z.array(z.base64()),
  series: z.array(
    z.object({
      labels: z.record(z.string(), z.string()),
      /** Which of `times`. */
      at: z.int().nonnegative(),
      values: z.base64(),
    }),
  ),
})
type PackedFrame = z.infer<typeof packedFrameSchema>

export function packFrame({ series }: Frame): PackedFrame {
  const places = new Map<string, number>()
  const packed = series.map(({ labels, times, values }) => {
    const text = packNumbers(times)
    const at = places.get(text) ?? places.size
    places.set(text, at)
    return { labels: { ...labels }, at, values: packNumbers(values) }
  })
  return { times: [...places.keys()], series: packed }
}

/** Throws `invalid_input` where times and values do not belong together. */
export function unpackFrame({ times, series }: PackedFrame): Frame {
  const grids = times.map(unpackNumbers)
  const unpacked = series.map(({ labels, at, values: text }): Series => {
    const values = unpackNumbers(text)
    const grid = grids[at]
    if (grid === undefined || grid.length !== values.length) throw torn()
    return { labels, times: grid, values }
  })
  return { series: unpacked, warnings: [], partial: false }
}

const bytesEach = Float64Array.BYTES_PER_ELEMENT

function packNumbers(numbers: Float64Array): string {
  const bytes = Buffer.alloc(numbers.length * bytesEach)
  for (const [index, number] of numbers.entries()) bytes.writeDoubleLE(number, index * bytesEach)
  return bytes.toString('base64')
}

function unpackNumbers(text: string): Float64Array {
  const bytes = Buffer.from(text, 'base64')
  if (bytes.length % bytesEach !== 0) throw torn()
  return Float64Array.from({ length: bytes.length / bytesEach }, (_, index) => bytes.readDoubleLE(index * bytesEach))
}

function torn(): AppError {
  return new AppError('invalid_input', 'The points of a report are not whole.', { hint: 'Have the report made again.' })
}
