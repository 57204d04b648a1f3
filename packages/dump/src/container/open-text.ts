import { AppError } from '@ocp-perf/errors'
import { chooseDump, isCandidate, printable } from '../locate/candidates.ts'
import type { Location } from '../locate/locate.ts'
import { type ReadFileOptions, readFile } from './read-file.ts'
import { listTar, readTarFile, type TarFile } from './tar.ts'
import { type Cut, unpack } from './unpack.ts'

/** The text of a dump, wherever it was found. */
export interface OpenText {
  /** The file; inside an archive `archive.tar.gz:path`. */
  path: string
  chunks: AsyncGenerator<Buffer>
  cut: Cut
  close(): Promise<void>
}

/**
 * Opens the text at a location through all layers: gzip, an archive, gzip in an archive. Close it, read or not.
 *
 * @throws AppError `invalid_input` for what is no dump, `not_found` and `conflict` as `chooseDump`.
 */
export async function openText({ file, inner }: Location, options: ReadFileOptions): Promise<OpenText> {
  const cut: Cut = { truncated: false }
  const source = readFile(file, options)
  const close = async () => void (await source.return(undefined))
  try {
    const { kind, chunks } = await unpack(source, file, cut)
    if (kind === 'text') {
      if (inner === undefined) return { path: file, chunks, cut, close }
      throw new AppError('invalid_input', `${file} is no archive.`, { hint: `Give its path alone: ${file}` })
    }
    const path = pickFrom(await listTar(untilAborted(chunks, options.signal), file), file, inner)
    await close()
    return await openInArchive(file, path, options)
  } catch (error) {
    await close()
    throw error
  }
}

function pickFrom(files: readonly TarFile[], archive: string, wanted: string | undefined): string {
  if (wanted === undefined) {
    const candidates = files.filter(({ path }) => isCandidate(path))
    // Whoever packs one file alone means that one, whatever its name is.
    return files.length === 1 && files[0] !== undefined ? files[0].path : chooseDump(candidates, archive).path
  }
  if (files.some(({ path }) => path === wanted)) return wanted
  throw new AppError('not_found', `${archive} holds no file ${wanted}.`, { hint: `List its files: tar tf ${archive}` })
}

async function openInArchive(file: string, path: string, options: ReadFileOptions): Promise<OpenText> {
  const cut: Cut = { truncated: false }
  const source = readFile(file, options)
  const close = async () => void (await source.return(undefined))
  const name = `${file}:${printable(path)}`
  try {
    const archive = await unpack(source, file, cut)
    const { kind, chunks } = await unpack(
      readTarFile(untilAborted(archive.chunks, options.signal), path, cut),
      name,
      cut,
    )
    if (kind === 'text') return { path: name, chunks, cut, close }
    throw new AppError('invalid_input', `${name} is an archive inside an archive.`, {
      hint: `Unpack the outer one first: tar xf ${file}`,
    })
  } catch (error) {
    await close()
    throw error
  }
}

/** A small file may unpack to more than anybody waits for, long before the next part of it is read. */
async function* untilAborted(chunks: AsyncGenerator<Buffer>, signal: AbortSignal | undefined): AsyncGenerator<Buffer> {
  for await (const chunk of chunks) {
    signal?.throwIfAborted()
    yield chunk
  }
}
