import { AppError } from '@ocp-perf/errors'

/** One series as it is written: times in unix milliseconds, ascending. */
export interface WrittenSeries {
  labels: Readonly<Record<string, string>>
  times: Float64Array
  values: Float64Array
}

/** A slice is shorter than the hour by which Prometheus lets a sample be older than the newest one. */
const sliceMs = 600_000

/**
 * Writes series to a Prometheus that receives remote writes. Unlike text, this carries a staleness marker, which is a NaN
 * of particular bits.
 *
 * @throws AppError `upstream` when it refuses them.
 */
export async function remoteWrite(url: string, series: readonly WrittenSeries[]): Promise<void> {
  const edges = series
    .flatMap(({ times }) => [times[0] ?? Number.NaN, times.at(-1) ?? Number.NaN])
    .filter(Number.isFinite)
  const last = Math.max(...edges)
  for (let from = Math.min(...edges); from <= last; from += sliceMs) {
    const body = snappy(writeRequest(series, from, from + sliceMs))
    const response = await fetch(`${url}/api/v1/write`, {
      method: 'POST',
      headers: {
        'content-type': 'application/x-protobuf',
        'content-encoding': 'snappy',
        'x-prometheus-remote-write-version': '0.1.0',
      },
      body,
      signal: AbortSignal.timeout(20_000),
    })
    if (!response.ok) {
      throw new AppError('upstream', `Prometheus refused samples: ${response.status} ${await response.text()}`)
    }
  }
}

/** `prometheus.WriteRequest` of the samples from `from` to `to` (excluded): series are field 1, in it labels 1, samples 2. */
function writeRequest(series: readonly WrittenSeries[], from: number, to: number): Buffer {
  const parts = series.flatMap(({ labels, times, values }) => {
    const samples = [...times.keys()].filter((index) => (times[index] ?? to) >= from && (times[index] ?? to) < to)
    if (samples.length === 0) return []
    const names = Object.keys(labels).sort()
    return field(
      1,
      Buffer.concat([
        ...names.map((name) => field(1, Buffer.concat([text(1, name), text(2, labels[name] ?? '')]))),
        ...samples.map((index) => field(2, sample(values, times[index] ?? 0, index))),
      ]),
    )
  })
  return Buffer.concat(parts)
}

/** Value (field 1) as its eight bytes, which keep a NaN's bits; time (field 2) as a varint. */
function sample(values: Float64Array, time: number, index: number): Buffer {
  const bits = Buffer.from(values.buffer, values.byteOffset + index * 8, 8)
  return Buffer.concat([Buffer.from([0x09]), bits, Buffer.from([0x10]), varint(BigInt(time))])
}

function text(number: number, value: string): Buffer {
  return field(number, Buffer.from(value, 'utf8'))
}

function field(number: number, bytes: Buffer): Buffer {
  return Buffer.concat([Buffer.from([(number << 3) | 2]), varint(BigInt(bytes.length)), bytes])
}

function varint(value: bigint): Buffer {
  const bytes: number[] = []
  let left = value
  for (; left > 0x7fn; left >>= 7n) bytes.push(Number(left & 0x7fn) | 0x80)
  return Buffer.from([...bytes, Number(left)])
}

const longestLiteral = 60_000

/** Snappy's block format with nothing compressed: the length, then literals of at most 64 KiB. */
function snappy(bytes: Buffer): Buffer<ArrayBuffer> {
  const parts: Buffer[] = [varint(BigInt(bytes.length))]
  for (let at = 0; at < bytes.length; at += longestLiteral) {
    const piece = bytes.subarray(at, at + longestLiteral)
    const length = piece.length - 1
    parts.push(Buffer.from([61 << 2, length & 0xff, length >> 8]), piece)
  }
  return Buffer.concat(parts)
}
