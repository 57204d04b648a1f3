import { AppError } from '@ocp-perf/errors'
import { gunzip } from './gunzip.ts'
import { containerOf, headSize } from './magic.ts'

/** Set once something turns out to end before its end. */
export interface Cut {
  truncated: boolean
}

export interface Unpacked {
  kind: 'text' | 'tar'
  chunks: AsyncGenerator<Buffer>
}

const mostLayers = 3

/**
 * Takes off layers of gzip until text or an archive comes to light. `path` is for errors. Whoever opened `chunks` closes
 * them.
 */
export async function unpack(chunks: AsyncGenerator<Buffer>, path: string, cut: Cut): Promise<Unpacked> {
  let inner = chunks
  for (let layer = 0; layer <= mostLayers; layer++) {
    const { head, whole } = await peek(inner)
    const container = containerOf(head, path)
    if (container !== 'gzip') return { kind: container, chunks: whole }
    inner = gunzip(whole, cut)
  }
  throw new AppError('invalid_input', `${path} is compressed more than ${mostLayers} times over.`, {
    hint: 'Unpack it first: gzip -d FILE',
  })
}

/** The first bytes, and all bytes from the first on. */
async function peek(chunks: AsyncGenerator<Buffer>): Promise<{ head: Buffer; whole: AsyncGenerator<Buffer> }> {
  const seen: Buffer[] = []
  let length = 0
  while (length < headSize) {
    const { value, done } = await chunks.next()
    if (done) break
    seen.push(value)
    length += value.length
  }
  return { head: Buffer.concat(seen).subarray(0, headSize), whole: replay(seen, chunks) }
}

async function* replay(seen: readonly Buffer[], rest: AsyncGenerator<Buffer>): AsyncGenerator<Buffer> {
  yield* seen
  yield* rest
}
