import { setTimeout as sleep } from 'node:timers/promises'
import { AppError } from '@ocp-perf/errors'
import type { Connection, Database } from './database/duckdb.ts'
import { openHistoryDatabase } from './database/migrate.ts'
import type { HistoryPaths } from './history-paths.ts'
import { takeLock } from './lock/ingest-lock.ts'
import { untilAborted } from './until-aborted.ts'

/**
 * Turns at the database of one history. DuckDB lets one process in at a time, so a turn takes the lock, opens the file,
 * works, and leaves at once; what the same process asks meanwhile shares the turn.
 */
export interface Sessions {
  /** Runs work on a connection of its own, after `prepare`. */
  share<Result>(work: (connection: Connection) => Promise<Result>, signal?: AbortSignal): Promise<Result>
  /** Runs work with the lock held and the database closed, after `prepare` unless the file is up to date. */
  alone<Result>(work: () => Promise<Result>, signal?: AbortSignal): Promise<Result>
  /** Waits for what is under way; afterwards nobody is let in. */
  close(): Promise<void>
}

export interface SessionOptions {
  paths: HistoryPaths
  /** Brings the database up to date: called before each work, one at a time. */
  prepare(connection: Connection, signal?: AbortSignal): Promise<void>
  /** True when `prepare` would find nothing to do. */
  isUpToDate(): Promise<boolean>
  /** How long to wait for other processes. */
  waitMs?: number | undefined
}

// A turn that others join again and again would keep other processes out.
const joinableMs = 1_000
const busyPauseMs = 25

interface Turn {
  entered: Promise<Entered>
  since: number
  users: number
  prepared: Promise<void>
  end: () => void
}

interface Entered {
  database: Database
  release: () => Promise<void>
}

export function createSessions({ paths, prepare, isUpToDate, waitMs = 30_000 }: SessionOptions): Sessions {
  let current: Turn | undefined
  let closed = false
  // Settles when the last turn that was asked for has ended: turns of this process follow each other.
  let last: Promise<void> = Promise.resolve()

  const queue = () => {
    if (closed) throw new AppError('internal', 'The history is closed.', { hint: 'Open it anew.' })
    const before = last
    let end: () => void = () => undefined
    last = new Promise((resolve) => {
      end = resolve
    })
    return { before, end }
  }
  const beginTurn = (): Turn => {
    const { before, end } = queue()
    const entered = before.then(() => enter(paths, waitMs))
    // Whoever shares the turn sees the failure; nobody may be left when it comes.
    entered.catch(() => undefined)
    return { entered, since: performance.now(), users: 0, prepared: Promise.resolve(), end }
  }
  const leave = async (turn: Turn) => {
    if (--turn.users > 0) return
    if (current === turn) current = undefined
    try {
      const { database, release } = await turn.entered
      database.close()
      await release()
    } catch {
      // It was not entered, or its lock was taken over: the next turn says what is wrong.
    }
    turn.end()
  }

  return {
    async share(work, signal) {
      signal?.throwIfAborted()
      if (current === undefined || performance.now() - current.since > joinableMs) current = beginTurn()
      const turn = current
      turn.users++
      try {
        const { database } = await untilAborted(turn.entered, signal)
        return await database.use(async (connection) => {
          await inOrder(turn, () => prepare(connection, signal))
          return work(connection)
        }, signal)
      } finally {
        // The answer does not wait for the file to be closed.
        void leave(turn)
      }
    },
    async alone(work, signal) {
      signal?.throwIfAborted()
      const { before, end } = queue()
      try {
        await untilAborted(before, signal)
        return await aloneWith(work, signal)
      } finally {
        void before.then(end)
      }
    },
    async close() {
      closed = true
      await last
    },
  }

  async function aloneWith<Result>(work: () => Promise<Result>, signal: AbortSignal | undefined): Promise<Result> {
    const release = await takeLock(paths.lock, { signal, waitMs })
    try {
      if (!(await isUpToDate())) {
        const database = await openPatiently(paths, waitMs)
        try {
          await database.use((connection) => prepare(connection, signal), signal)
        } finally {
          database.close()
        }
      }
      return await work()
    } finally {
      await release()
    }
  }
}

/** Does one thing after the other within a turn, whatever became of the one before. */
function inOrder(turn: Turn, work: () => Promise<void>): Promise<void> {
  const mine = turn.prepared.then(work)
  turn.prepared = mine.catch(() => undefined)
  return mine
}

async function enter(paths: HistoryPaths, waitMs: number): Promise<Entered> {
  const release = await takeLock(paths.lock, { waitMs })
  try {
    return { database: await openPatiently(paths, waitMs), release }
  } catch (error) {
    await release()
    throw error
  }
}

/** Opens the database, and waits while a program that does not know our lock, such as DuckDB's own shell, is in it. */
async function openPatiently(paths: HistoryPaths, waitMs: number): Promise<Database> {
  const until = performance.now() + waitMs
  for (;;) {
    try {
      return await openHistoryDatabase(paths)
    } catch (error) {
      const holder =
        error instanceof Error ? /Conflicting lock is held in (.*?) \(PID (\d+)\)/.exec(error.message) : null
      if (holder === null) throw error
      if (performance.now() > until) {
        throw new AppError('timeout', `The history is open in ${holder[1]} (process ${holder[2]}).`, {
          hint: 'Close it there and try again.',
          cause: error,
        })
      }
      await sleep(busyPauseMs)
    }
  }
}
