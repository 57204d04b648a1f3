import { readdir, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { AppError } from '@ocp-perf/errors'

/**
 * The scripts that paths name: a file itself, and in a folder every `*.test` file at any depth, in order of names.
 *
 * @throws AppError `not_found` for a path that is not there, and for a folder without scripts.
 */
export async function findScripts(paths: readonly string[]): Promise<string[]> {
  const found = await Promise.all(paths.map(scriptsAt))
  return [...new Set(found.flat())]
}

async function scriptsAt(path: string): Promise<string[]> {
  const found = await stat(path).catch((cause: unknown) => {
    throw new AppError('not_found', `There is no file or folder ${path}.`, {
      hint: 'Give the path of a script.',
      cause,
    })
  })
  if (!found.isDirectory()) return [path]
  const files = await readdir(path, { recursive: true })
  const scripts = files.filter((file) => file.endsWith('.test')).sort()
  if (scripts.length === 0) {
    throw new AppError('not_found', `The folder ${path} holds no *.test files.`, { hint: 'Give a script by its name.' })
  }
  return scripts.map((file) => join(path, file))
}
