import { mkdir, readFile, rename, stat, writeFile } from 'node:fs/promises'
import { dirname } from 'node:path'
import { AppError } from '@ocp-perf/errors'
import { z } from 'zod'
import type { ClientEntry } from './client-entries.ts'

const fileSchema = z.looseObject({})
const entriesSchema = z.record(z.string(), z.unknown())

export interface Merged {
  added: readonly string[]
  changed: readonly string[]
  unchanged: readonly string[]
}

/**
 * Puts entries into a client's file and leaves everything else in it as it was. The file is replaced in one step, so that
 * a client never reads half of it. One that is no JSON is refused and stays.
 */
export async function mergeIntoFile(
  path: string,
  key: string,
  entries: Readonly<Record<string, ClientEntry>>,
): Promise<Merged> {
  const before = await readSettings(path)
  const there = entriesSchema.safeParse(before.settings[key] ?? {})
  if (!there.success) throw unusable(path, `its ${key} is no object`)
  const names = Object.keys(entries)
  const added = names.filter((name) => !(name in there.data))
  const same = names.filter((name) => JSON.stringify(there.data[name]) === JSON.stringify(entries[name]))
  const changed = names.filter((name) => !added.includes(name) && !same.includes(name))
  if (added.length + changed.length > 0) {
    const settings = { ...before.settings, [key]: { ...there.data, ...entries } }
    await replaceFile(path, `${JSON.stringify(settings, null, 2)}\n`, before.mode)
  }
  return { added, changed, unchanged: same }
}

async function readSettings(path: string): Promise<{ settings: Record<string, unknown>; mode: number }> {
  const text = await readIfThere(path)
  // A new file may come to hold tokens that others put there.
  if (text === undefined || text.trim() === '') return { settings: {}, mode: 0o600 }
  const settings = fileSchema.safeParse(parse(path, text))
  if (!settings.success) throw unusable(path, 'it holds no JSON object')
  return { settings: settings.data, mode: (await stat(path)).mode & 0o777 }
}

async function readIfThere(path: string): Promise<string | undefined> {
  try {
    return await readFile(path, 'utf8')
  } catch (cause) {
    if (cause instanceof Error && 'code' in cause && cause.code === 'ENOENT') return undefined
    throw new AppError('forbidden', `${path} cannot be read.`, { hint: 'Let this user read it.', cause })
  }
}

function parse(path: string, text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    // Comments are the usual reason, and would be lost if the file were written anew.
    throw unusable(path, 'it is no plain JSON (comments and trailing commas are not kept)')
  }
}

async function replaceFile(path: string, text: string, mode: number): Promise<void> {
  const fresh = `${path}.${process.pid}.tmp`
  try {
    await mkdir(dirname(path), { recursive: true })
    await writeFile(fresh, text, { mode })
    await rename(fresh, path)
  } catch (cause) {
    // Whatever the system refused, the reader needs to know which file was meant.
    throw new AppError('forbidden', `${path} cannot be written.`, {
      hint: 'Let this user write it, or paste the entry by hand.',
      cause,
    })
  }
}

function unusable(path: string, reason: string): AppError {
  return new AppError('invalid_input', `${path} was left as it is: ${reason}.`, {
    hint: 'Run without --write and paste the entry into it by hand.',
  })
}
