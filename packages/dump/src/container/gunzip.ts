import { createGunzip, type Gunzip } from 'node:zlib'
import type { Cut } from './unpack.ts'

// What one part swells to (1,032 times at most) is held at once, and lost when damage follows in it: so it goes in by
// small parts.
const inputSize = 2 ** 13
const outputSize = 2 ** 18

/**
 * Unpacks gzip, several members after one another included. What a cut stream holds is kept, and what a damaged one gave
 * until shortly before the damage; `cut` says so. One part is unpacked while another is used.
 */
export async function* gunzip(chunks: AsyncIterable<Buffer>, cut: Cut): AsyncGenerator<Buffer> {
  const stream = createGunzip({ chunkSize: outputSize })
  const ready: Buffer[] = []
  stream.on('data', (part: Buffer) => ready.push(part))
  const step = stepper(stream)
  let working = Promise.resolve(true)
  try {
    for await (const part of smallParts(chunks)) {
      if (!(await working)) break
      const unpacked = ready.splice(0)
      working = step((done) => stream.write(part, done))
      yield* unpacked
    }
    // Its callback comes before the error that the end was missing.
    if (await working) await step(() => stream.end())
    if (stream.errored) cut.truncated = true
    yield* ready
  } finally {
    stream.destroy()
  }
}

/** Runs one step of the stream; false once it has ended or failed, which may happen without its callback being called. */
function stepper(stream: Gunzip): (begin: (done: () => void) => void) => Promise<boolean> {
  const over = new Promise<boolean>((resolve) => {
    for (const event of ['end', 'error', 'close']) stream.once(event, () => resolve(false))
  })
  return (begin) => Promise.race([over, new Promise<boolean>((resolve) => begin(() => resolve(!stream.errored)))])
}

async function* smallParts(chunks: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  for await (const chunk of chunks) {
    for (let at = 0; at < chunk.length; at += inputSize) yield chunk.subarray(at, at + inputSize)
  }
}
