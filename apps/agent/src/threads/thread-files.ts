import { randomBytes } from 'node:crypto'
import { mkdir, readdir, rename, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { AppError } from '@ocp-perf/errors'
import type { z } from 'zod'
import { isMissing, readJson } from '../read-json.ts'
import { writeWhole } from '../write-whole.ts'
import {
  isThreadId,
  type StoredThread,
  type StoredTurn,
  storedThreadSchema,
  storedTurnSchema,
} from './stored-thread.ts'

/** The files of threads. Each is there whole or not at all; an id that is none never becomes a path. */
export interface ThreadFiles {
  ids(): Promise<string[]>
  /** The folder of a new thread, which is none before its own file is written; gives its id. */
  create(): Promise<string>
  /** `not_found` for a thread that is not there, `upstream` for a file that cannot be read. */
  thread(id: string): Promise<StoredThread>
  writeThread(thread: StoredThread): Promise<void>
  /** Those of these turns that are there. */
  turns(id: string, runs: readonly string[]): Promise<StoredTurn[]>
  writeTurn(id: string, turn: StoredTurn): Promise<void>
  removeTurn(id: string, run: string): Promise<void>
  remove(id: string): Promise<void>
}

const ownFile = 'thread.json'
const removedSuffix = '.removed'

export function threadFiles(folder: string): ThreadFiles {
  const folderOf = (id: string) => join(folder, id)
  const turnFile = (id: string, run: string) => join(folder, id, `${run}.json`)
  return {
    ids: async () => (await namesIn(folder)).filter(isThreadId),
    async create() {
      const id = randomBytes(8).toString('hex')
      await mkdir(folderOf(id), { recursive: true })
      return id
    },
    async thread(id) {
      const found = isThreadId(id) ? await readStored(join(folderOf(id), ownFile), storedThreadSchema) : undefined
      if (found === undefined) throw noThread(id)
      return found
    },
    writeThread: (thread) => writeWhole(join(folderOf(thread.id), ownFile), JSON.stringify(thread)),
    async turns(id, runs) {
      const found = await Promise.all(runs.map((run) => readStored(turnFile(id, run), storedTurnSchema)))
      return found.filter((turn) => turn !== undefined)
    },
    writeTurn: (id, turn) => writeWhole(turnFile(id, turn.run), JSON.stringify(turn)),
    removeTurn: (id, run) => rm(turnFile(id, run), { force: true }),
    async remove(id) {
      // Gone at once for every reader, however long its files take.
      const removed = `${folderOf(id)}${removedSuffix}`
      await rename(folderOf(id), removed)
      await rm(removed, { recursive: true, force: true })
    },
  }
}

async function readStored<T>(path: string, schema: z.ZodType<T>): Promise<T | undefined> {
  try {
    return await readJson(path, schema)
  } catch (cause) {
    // Whatever is wrong with it, the operator needs to know which file is meant; the client need not.
    throw new AppError('upstream', 'A stored thread cannot be read.', {
      hint: "The server's log names the file; delete the thread or restore the file.",
      retryable: false,
      cause,
    })
  }
}

async function namesIn(folder: string): Promise<string[]> {
  try {
    return await readdir(folder)
  } catch (error) {
    if (isMissing(error)) return []
    throw error
  }
}

function noThread(id: string): AppError {
  return new AppError('not_found', `There is no thread ${JSON.stringify(id.slice(0, 40))}.`, {
    hint: 'It may have been deleted; GET /api/threads lists those that there are.',
  })
}
