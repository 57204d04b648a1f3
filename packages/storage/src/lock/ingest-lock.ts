import { randomUUID } from 'node:crypto'
import { type FileHandle, mkdir, open, readFile, rename, rm, stat, utimes } from 'node:fs/promises'
import { dirname } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { AppError } from '@ocp-perf/errors'
import { errnoOf } from '../failure.ts'
import { untilAborted } from '../until-aborted.ts'
import { hasEnded, type LockOwner, lockOwnerSchema, thisProcess } from './lock-owner.ts'

const defaultWaitMs = 30_000
const beatMs = 5_000
/** A lock of another machine, or one without an owner in it, counts as left behind after this long without a beat. */
const silentMs = 60_000
const unwrittenMs = 5_000

export interface LockOptions {
  signal?: AbortSignal | undefined
  /** How long to wait for the present owner. */
  waitMs?: number | undefined
  /** What is said where it stays held, such as `The history is in use`. */
  heldBy?: string | undefined
}

/**
 * Takes the lock of the database: a file that only one process can make. A lock whose owner has ended is taken over.
 * Returns what releases it. Throws `timeout` with the owner's name; DuckDB's own lock stands behind this one.
 */
export async function takeLock(
  path: string,
  { signal, waitMs = defaultWaitMs, heldBy = 'The history is in use' }: LockOptions = {},
): Promise<() => Promise<void>> {
  const owner = thisProcess(randomUUID())
  const until = performance.now() + waitMs
  await mkdir(dirname(path), { recursive: true })
  while (!(await makeLock(path, owner))) {
    const holder = await readHolder(path)
    if (holder.state === 'left-behind') await removeLeftBehind(path, holder.owner)
    else if (holder.state === 'held') {
      if (performance.now() > until) throw stillHeld(path, heldBy, holder.owner)
      await untilAborted(sleep(5 + Math.random() * 15), signal)
    }
  }
  const beat = setInterval(() => {
    const now = new Date()
    // A beat that fails shows when the lock is released or taken over.
    utimes(path, now, now).catch(() => undefined)
  }, beatMs).unref()
  return async () => {
    clearInterval(beat)
    const holder = await readHolder(path)
    if (holder.owner?.token === owner.token) await rm(path, { force: true })
  }
}

async function makeLock(path: string, owner: LockOwner): Promise<boolean> {
  let file: FileHandle
  try {
    file = await open(path, 'wx', 0o644)
  } catch (error) {
    if (errnoOf(error) === 'EEXIST') return false
    throw error
  }
  try {
    await file.writeFile(JSON.stringify(owner))
  } catch (error) {
    // A lock without its owner's name would keep everybody out for a while.
    await rm(path, { force: true })
    throw error
  } finally {
    await file.close()
  }
  return true
}

interface Holder {
  state: 'held' | 'left-behind' | 'gone'
  owner: LockOwner | undefined
}

async function readHolder(path: string): Promise<Holder> {
  try {
    const text = await readFile(path, 'utf8')
    const silence = Date.now() - (await stat(path)).mtimeMs
    const owner = parseOwner(text)
    const ended = owner === undefined ? silence > unwrittenMs : (hasEnded(owner) ?? silence > silentMs)
    return { state: ended ? 'left-behind' : 'held', owner }
  } catch (error) {
    if (errnoOf(error) === 'ENOENT') return { state: 'gone', owner: undefined }
    throw error
  }
}

function parseOwner(text: string): LockOwner | undefined {
  try {
    return lockOwnerSchema.safeParse(JSON.parse(text)).data
  } catch {
    // It is being written, or its writer was killed while it wrote.
    return undefined
  }
}

/** Moves the lock away before removing it: of several who find it, one gets it, and sees whose it was. */
async function removeLeftBehind(path: string, owner: LockOwner | undefined): Promise<void> {
  const moved = `${path}.${randomUUID()}`
  try {
    await rename(path, moved)
  } catch (error) {
    if (errnoOf(error) === 'ENOENT') return
    throw error
  }
  const taken = parseOwner(await readFile(moved, 'utf8'))
  // Another process was quicker and this is its new lock: it goes back.
  if (taken !== undefined && taken.token !== owner?.token) await rename(moved, path)
  else await rm(moved, { force: true })
}

function stillHeld(path: string, heldBy: string, owner: LockOwner | undefined): AppError {
  const who = owner === undefined ? 'another process' : `process ${owner.pid} on ${owner.host}`
  return new AppError('timeout', `${heldBy} by ${who}.`, {
    hint: `Try again in a moment. If that process no longer works on it, remove ${path}.`,
  })
}
