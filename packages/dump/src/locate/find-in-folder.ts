import { type Dirent, realpathSync } from 'node:fs'
import { readdir, stat } from 'node:fs/promises'
import { join, relative, sep } from 'node:path'
import { AppError } from '@ocp-perf/errors'
import { fileError } from '../container/file-error.ts'
import { type Candidate, chooseDump, isCandidate } from './candidates.ts'

const deepest = 6
// A must-gather of a large cluster has some ten thousand files.
const mostEntries = 200_000

/**
 * The path of the dump in a folder or in those below it (`chooseDump` says which). Links to folders are not followed, and
 * links to files only where they stay inside.
 *
 * @throws AppError `not_found`, `conflict`; `invalid_input` for Prometheus' own data folder; `too_large` for a folder of
 * too many files.
 */
export async function findInFolder(folder: string, signal?: AbortSignal): Promise<string> {
  const root = realpathSync(folder)
  const found: Candidate[] = []
  let dataFolder: string | undefined
  let entries = 0
  const waiting = [{ path: root, depth: 0 }]
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    signal?.throwIfAborted()
    const { path, depth } = next
    const inside = await list(path, depth === 0)
    entries += inside.length
    if (entries > mostEntries) throw tooMany(folder)
    if (isDataFolder(inside)) dataFolder ??= path
    for (const entry of inside) {
      const child = join(path, entry.name)
      if (entry.isDirectory() && depth < deepest) waiting.push({ path: child, depth: depth + 1 })
      const size = isCandidate(entry.name) ? await sizeInside(root, child, entry) : undefined
      if (size !== undefined) found.push({ path: relative(root, child).split(sep).join('/'), size })
    }
  }
  if (found.length === 0 && dataFolder !== undefined) throw isData(dataFolder)
  return join(folder, chooseDump(found, folder).path)
}

async function list(path: string, isRoot: boolean): Promise<Dirent[]> {
  try {
    return await readdir(path, { withFileTypes: true })
  } catch (error) {
    // A folder below that may not be read holds nothing for this user.
    if (isRoot) throw fileError(path, error)
    return []
  }
}

/** The size of a regular file inside the root, links resolved; undefined for anything else. */
async function sizeInside(root: string, path: string, entry: Dirent): Promise<number | undefined> {
  if (!entry.isFile() && !entry.isSymbolicLink()) return undefined
  try {
    if (entry.isSymbolicLink() && !realpathSync(path).startsWith(root + sep)) return undefined
    const found = await stat(path)
    return found.isFile() ? found.size : undefined
  } catch {
    return undefined // A link to nowhere, or a file that went away meanwhile.
  }
}

/** A Prometheus data folder or one block of it. */
function isDataFolder(entries: readonly Dirent[]): boolean {
  const names = new Set(entries.map(({ name }) => name))
  return (
    (names.has('chunks_head') && names.has('wal')) || ['meta.json', 'index', 'chunks'].every((name) => names.has(name))
  )
}

function isData(path: string): AppError {
  return new AppError('invalid_input', `${path} is Prometheus' own data, not a dump of it.`, {
    hint: `Make a dump of the data folder (a copy or a snapshot): promtool tsdb dump-openmetrics ${path} > dump.om`,
  })
}

function tooMany(folder: string): AppError {
  return new AppError('too_large', `${folder} holds more than ${mostEntries.toLocaleString('en-US')} files.`, {
    hint: 'Give the path of the dump itself, or a folder closer to it.',
  })
}
