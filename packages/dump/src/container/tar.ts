import { setImmediate } from 'node:timers/promises'
import { AppError } from '@ocp-perf/errors'
import { createTarDecoder, type ParsedTarEntry } from 'modern-tar'
import type { Cut } from './unpack.ts'

/** A regular file in an archive. */
export interface TarFile {
  path: string
  size: number
}

// As many as are looked through in a folder.
const mostFiles = 200_000

/**
 * The regular files of an archive, in their order; of a cut archive, as many as it tells of.
 *
 * @throws AppError `too_large` for more than anybody gathers: each of them is kept.
 */
export async function listTar(chunks: AsyncIterable<Buffer>, archive: string, most = mostFiles): Promise<TarFile[]> {
  const files: TarFile[] = []
  for await (const entry of tarEntries(chunks)) {
    files.push({ path: entry.path, size: entry.size })
    if (files.length > most) {
      throw new AppError('too_large', `${archive} holds more than ${most.toLocaleString('en-US')} files.`, {
        hint: 'Unpack it, and give the path of the dump.',
      })
    }
  }
  return files
}

/** The bytes of the first file with that path; nothing where there is none. Nothing is written to the disk. */
export async function* readTarFile(chunks: AsyncIterable<Buffer>, path: string, cut: Cut): AsyncGenerator<Buffer> {
  for await (const entry of tarEntries(chunks)) {
    if (entry.path !== path) continue
    let count = 0
    for await (const part of entry.parts()) {
      count += part.length
      yield part
    }
    if (count < entry.size) cut.truncated = true
    return
  }
}

interface TarEntry extends TarFile {
  parts(): AsyncGenerator<Buffer>
}

/**
 * The decoder drops what it still holds when its input ends in the middle of a file. So it is given input only while
 * someone waits for output and none comes: then nothing is held.
 */
async function* tarEntries(chunks: AsyncIterable<Buffer>): AsyncGenerator<TarEntry> {
  const source = chunks[Symbol.asyncIterator]()
  const decoder = createTarDecoder()
  const writer = decoder.writable.getWriter()
  const entries = decoder.readable.getReader()
  let ended = false

  const feed = async () => {
    const { value, done } = await source.next()
    ended = done === true
    // A failure to write comes back through whoever reads.
    ;(ended ? writer.close() : writer.write(value)).catch(() => undefined)
  }
  const fed = async <T>(pending: Promise<T>): Promise<T> => {
    const settled = pending.then(
      () => true,
      () => true,
    )
    while (!ended && !(await Promise.race([settled, setImmediate(false)]))) await feed()
    return await pending
  }

  try {
    for (;;) {
      const { value, done } = await fed(entries.read())
      if (done) return
      if (value.header.type === 'file') yield { ...fileOf(value), parts: () => partsOf(value, fed) }
      // Read to its end, not cancelled: the decoder may be at the next file already, and would cancel that one.
      if (!value.body.locked) for await (const _ of partsOf(value, fed));
    }
  } finally {
    await entries.cancel().catch(() => undefined)
    await source.return?.()
  }
}

async function* partsOf({ body }: ParsedTarEntry, fed: <T>(pending: Promise<T>) => Promise<T>): AsyncGenerator<Buffer> {
  const reader = body.getReader()
  for (;;) {
    const { value, done } = await fed(reader.read())
    if (done) return
    yield Buffer.from(value.buffer, value.byteOffset, value.byteLength)
  }
}

function fileOf({ header: { name, size } }: ParsedTarEntry): TarFile {
  return { path: name.replace(/^(?:\.\/)+/, ''), size }
}
