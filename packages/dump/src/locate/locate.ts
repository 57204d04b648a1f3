import type { Stats } from 'node:fs'
import { stat } from 'node:fs/promises'
import { AppError } from '@ocp-perf/errors'
import { fileError, noSuchFile, notAFile } from '../container/file-error.ts'
import { findInFolder } from './find-in-folder.ts'

/** A file on disk and, where that is an archive and one was asked for, a path in it. */
export interface Location {
  file: string
  size: number
  inner: string | undefined
}

/**
 * What a user's path means: a file, the dump in a folder, or `archive.tar.gz:path/in/it`.
 *
 * @throws AppError as `findInFolder`; `not_found`, `forbidden`; `invalid_input` for a pipe or a device.
 */
export async function locate(path: string, signal?: AbortSignal): Promise<Location> {
  const found = await look(path)
  if (found === undefined) return (await locateInArchive(path)) ?? Promise.reject(noSuchFile(path))
  if (!found.isDirectory() && !found.isFile()) throw notAFile(path)
  if (found.isFile()) return { file: path, size: found.size, inner: undefined }
  const file = await findInFolder(path, signal)
  return { file, size: (await look(file))?.size ?? 0, inner: undefined }
}

async function locateInArchive(path: string): Promise<Location | undefined> {
  for (let colon = path.indexOf(':', 1); colon > 0; colon = path.indexOf(':', colon + 1)) {
    const file = path.slice(0, colon)
    const found = await look(file)
    if (found?.isFile()) return { file, size: found.size, inner: path.slice(colon + 1) }
  }
  return undefined
}

async function look(path: string): Promise<Stats | undefined> {
  try {
    return await stat(path)
  } catch (error) {
    const known = fileError(path, error)
    if (known instanceof AppError && known.code === 'not_found') return undefined
    throw known
  }
}
