import { constants } from 'node:fs'
import { access, stat } from 'node:fs/promises'
import { basename } from 'node:path'
import { AppError } from '@ocp-perf/errors'
import type { FileConnection } from './connection.ts'
import { fileErrorCode } from './secret-file.ts'

/**
 * The dump that stands for a cluster. It is looked at and not read, as that takes long and belongs to whoever uses it.
 * Throws as `describeFile` does.
 */
export async function findFile(name: string, file: string): Promise<FileConnection> {
  await describeFile(file)
  return { name, via: 'file', file, foundBy: `file ${basename(file)}`, warnings: [] }
}

/**
 * What lies at a path, in words. `not_found` where nothing does, `invalid_input` for what this user may not read or what
 * is neither file nor folder.
 */
export async function describeFile(file: string): Promise<string> {
  try {
    const found = await stat(file)
    await access(file, constants.R_OK)
    if (found.isDirectory()) return 'a folder'
    if (found.isFile()) return `a file of ${found.size.toLocaleString('en-US')} bytes`
  } catch (error) {
    const code = fileErrorCode(error)
    const archive = await archiveOf(file)
    if (archive !== undefined) return archive
    if (code === 'ENOENT' || code === 'ENOTDIR') {
      throw new AppError('not_found', `There is no dump at ${file}.`, {
        hint: 'Check the path: that of file in clusters.yaml is relative to that file, that of --from to this folder.',
        cause: error,
      })
    }
    throw new AppError('invalid_input', `The dump ${file} cannot be read (${code}).`, {
      hint: 'Let this user read the file, or the folder and what is in it.',
      cause: error,
    })
  }
  throw new AppError('invalid_input', `${file} is neither a file nor a folder.`, {
    hint: 'Name a dump, an archive or a folder that holds one.',
  })
}

/** A path may go on inside an archive: `must-gather.tar.gz:monitoring/metrics.openmetrics`. */
async function archiveOf(path: string): Promise<string | undefined> {
  for (let colon = path.indexOf(':', 1); colon > 0; colon = path.indexOf(':', colon + 1)) {
    try {
      if ((await stat(path.slice(0, colon))).isFile()) return `inside the archive ${path.slice(0, colon)}`
    } catch {
      // Not the colon where the archive's own path ends.
    }
  }
  return undefined
}
