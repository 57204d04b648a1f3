import { randomBytes } from 'node:crypto'
import type { ChatEvent, ChatRequest, Range, Thread, ThreadChange } from '@ocp-perf/agents/contract'
import { AppError } from '@ocp-perf/errors'
import type { Log } from '@ocp-perf/http'
import { createSerially } from './serially.ts'
import { type StoredThread, type StoredTurn, threadOf } from './stored-thread.ts'
import { type ThreadFiles, threadFiles } from './thread-files.ts'

/** What a run says first, once it has its name. */
type FirstEvent = (turn: { thread: string; run: string }) => ChatEvent

interface StoredConversation {
  thread: Thread
  turns: readonly StoredTurn[]
}

export interface BegunTurn {
  thread: string
  run: string
  /** The turns before it. */
  earlier: readonly StoredTurn[]
  /** What it is about: as the question says, else as its thread does. */
  cluster: string | undefined
  range: Range | undefined
}

/** Conversations on disk. Two processes may read one folder; a thread is written by one at a time. */
export interface ThreadStore {
  /** The latest first. */
  list(): Promise<Thread[]>
  /** `not_found` for a thread that is not there. */
  read(id: string): Promise<StoredConversation>
  /** Puts a question on disk before it is answered: in its thread, in place of later turns where it says so, or in a new one. */
  begin(request: ChatRequest, first: FirstEvent): Promise<BegunTurn>
  /** Puts all that was said to a question on disk. Nothing happens where its thread is gone. */
  end(turn: Pick<BegunTurn, 'thread' | 'run'>, events: readonly ChatEvent[]): Promise<void>
  /** Changes what is called or chosen anew; the rest stays. */
  change(id: string, change: ThreadChange): Promise<Thread>
  remove(id: string): Promise<void>
}

const longestTitle = 80
// Each turn is read to answer the next one; what a conversation of this length rests on is no longer its beginning.
const mostTurns = 200

/**
 * A folder for each thread: a small file of its own and one file a turn. A turn is written before the thread names it, so
 * a process that is killed at any moment leaves whole turns only.
 */
export function openThreads(folder: string, { log, now }: { log: Log; now: () => number }): ThreadStore {
  const serially = createSerially()
  const files = threadFiles(folder)
  const begin = (thread: StoredThread, request: ChatRequest, first: FirstEvent) =>
    beginTurn(thread, request, { files, first, asked: now(), log })
  return {
    async list() {
      const threads = await Promise.all((await files.ids()).map((id) => readListed(files, id, log)))
      return threads.flat().sort((a, b) => b.updated - a.updated)
    },
    async read(id) {
      const thread = await files.thread(id)
      return { thread: threadOf(thread), turns: await files.turns(id, thread.turns) }
    },
    async begin(request, first) {
      if (request.thread !== undefined) {
        const id = request.thread
        return serially(id, async () => begin(await files.thread(id), request, first))
      }
      const id = await files.create()
      const created = now()
      const title = titleOf(request.question)
      return begin({ id, title, created, updated: created, turns: [], cluster: null, range: null }, request, first)
    },
    end: ({ thread: id, run }, events) =>
      serially(id, async () => {
        const [turn] = await files.turns(id, [run])
        if (turn === undefined) return
        await files.writeTurn(id, { ...turn, events: [...events] })
        await files.writeThread({ ...(await files.thread(id)), updated: now() })
      }),
    change: (id, { title, cluster, range }) =>
      serially(id, async () => {
        const before = await files.thread(id)
        const changed = {
          ...before,
          title: title ?? before.title,
          cluster: cluster === undefined ? before.cluster : cluster,
          range: range === undefined ? before.range : range,
        }
        await files.writeThread(changed)
        return threadOf(changed)
      }),
    remove: (id) =>
      serially(id, async () => {
        await files.thread(id)
        await files.remove(id)
      }),
  }
}

interface BeginOptions {
  files: ThreadFiles
  first: FirstEvent
  asked: number
  log: Log
}

async function beginTurn(
  thread: StoredThread,
  request: ChatRequest,
  { files, first, asked, log }: BeginOptions,
): Promise<BegunTurn> {
  const { id, turns } = thread
  const { question } = request
  const { cluster = thread.cluster ?? undefined, range = thread.range ?? undefined } = request
  const kept = keptTurns(turns, request)
  const earlier = await files.turns(id, kept)
  const run = `${id}-${randomBytes(4).toString('hex')}`
  await files.writeTurn(id, { run, question, asked, cluster, range, events: [first({ thread: id, run })] })
  const title = kept.length === 0 ? await retitled(thread, question, files) : thread.title
  const scope = { cluster: cluster ?? null, range: range ?? null }
  await files.writeThread({ ...thread, ...scope, title, updated: asked, turns: [...kept, run] })
  // Nothing names them any more, so nobody waits until they are gone.
  for (const replaced of turns.slice(kept.length)) {
    files.removeTurn(id, replaced).catch((error: unknown) => {
      log.warn({ err: error, thread: id }, 'A replaced turn could not be removed')
    })
  }
  return { thread: id, run, earlier, cluster, range }
}

/** A thread whose first question is replaced is called after the new one, unless someone gave it a name. */
async function retitled({ id, title, turns }: StoredThread, question: string, files: ThreadFiles): Promise<string> {
  const [first] = await files.turns(id, turns.slice(0, 1))
  return first === undefined || title === titleOf(first.question) ? titleOf(question) : title
}

async function readListed(files: ThreadFiles, id: string, log: Log): Promise<Thread[]> {
  try {
    return [threadOf(await files.thread(id))]
  } catch (error) {
    // It was deleted meanwhile, or its first question never reached the disk.
    if (error instanceof AppError && error.code === 'not_found') return []
    // One file that was damaged by hand must not hide the others.
    log.warn({ err: error, thread: id }, 'A stored thread cannot be read')
    return []
  }
}

function keptTurns(
  turns: readonly string[],
  { replace_from: replaceFrom = turns.length, replace_run: known }: ChatRequest,
) {
  if (known !== undefined && turns[replaceFrom] !== known) {
    throw new AppError('conflict', 'This thread has changed since it was read: another turn stands there now.', {
      hint: 'Load the conversation again; nothing was replaced.',
    })
  }
  if (replaceFrom > turns.length) {
    throw new AppError(
      'invalid_input',
      `The thread has ${turns.length} turns, so none is replaced from ${replaceFrom}.`,
      {
        hint: 'Turns are counted from 0; leave replace_from out to add one.',
      },
    )
  }
  if (replaceFrom < mostTurns) return turns.slice(0, replaceFrom)
  throw new AppError('too_large', `This thread has ${mostTurns} turns, and takes no more.`, {
    hint: 'Ask in a new thread.',
  })
}

/** The first question, on one line. */
function titleOf(question: string): string {
  const line = question.replace(/\s+/g, ' ').trim()
  if (line.length <= longestTitle) return line
  const cut = line.slice(0, longestTitle - 1)
  // Between two words where there is a gap near the end.
  const gap = cut.lastIndexOf(' ')
  return `${gap > longestTitle / 2 ? cut.slice(0, gap) : cut}…`
}
