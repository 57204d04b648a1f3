import type { Answerer, Turn } from '@ocp-perf/agents'
import type { ChatEvent, ChatRequest } from '@ocp-perf/agents/contract'
import { AppError } from '@ocp-perf/errors'
import type { Log, RecordWork } from '@ocp-perf/http'
import { faultOf } from '../fault-of.ts'
import { type StoredTurn, threadOfRun } from '../threads/stored-thread.ts'
import type { BegunTurn, ThreadStore } from '../threads/thread-store.ts'
import { type AnswerLimits, answerTurn, cancelled, type LastWords } from './answer-turn.ts'
import { busyThread, claimPlaces, type PlaceLimits } from './places.ts'
import { createRunLog, type LogLimits, type RunLog } from './run-log.ts'

export interface RunLimits extends PlaceLimits, AnswerLimits {
  log: LogLimits
}

export const defaultRunLimits: RunLimits = {
  perClient: 4,
  overall: 16,
  runMs: 300_000,
  graceMs: 3000,
  log: { events: 20_000, bytes: 8_000_000 },
}

/** One answering of a turn. It goes on whether or not anybody reads it. */
interface Run {
  id: string
  thread: string
  log: RunLog
  /** Resolves when its last event is on disk and in the log. */
  ended: Promise<void>
}

/** What can be read of a run. `cut`: its process ended before it did, so that its last events never were. */
interface ReadableRun {
  log: RunLog
  cut: boolean
}

export interface Runs {
  /** Begins to answer. `rate_limited` where there is no place, `conflict` where the thread is being answered, and what the store throws. */
  begin(request: ChatRequest, client: string): Promise<Run>
  /** A run that goes on, or one of a stored thread; `not_found` for neither. */
  find(id: string): Promise<ReadableRun>
  /** Ends a run and waits until it has; nothing happens for one that has ended. `not_found` for an unknown one. */
  cancel(id: string): Promise<void>
  /** The run that a thread is being answered by. */
  ofThread(thread: string): Run | undefined
  /** Cuts all runs, and waits until what they said is on disk. */
  close(): Promise<void>
}

export interface RunsOptions {
  answerer: Answerer
  threads: ThreadStore
  limits: RunLimits
  log: Log
  record: RecordWork
}

interface Active extends Run {
  stop(reason: unknown): void
}

export function createRuns(options: RunsOptions): Runs {
  const { answerer, threads, limits, log } = options
  const active = new Map<string, Active>()
  const places = claimPlaces(limits)
  let closing = false

  const ofThread = (thread: string) => [...active.values()].find((run) => run.thread === thread)
  const onBug = (error: unknown) => log.error({ err: error }, 'An answer failed because of a bug')
  /** Lets a run be found as long as it goes on. */
  const keep = (run: Active, release: () => void) => {
    active.set(run.id, run)
    const forget = () => {
      active.delete(run.id)
      release()
    }
    run.ended.then(forget, (error: unknown) => {
      onBug(error)
      forget()
    })
    return run
  }
  return {
    async begin(request, client) {
      if (closing) throw shuttingDown()
      if (request.thread !== undefined && ofThread(request.thread) !== undefined) throw busyThread()
      const release = places.claim(client, request.thread)
      try {
        const turn = await threads.begin(request, ({ thread, run }) => startOf(answerer, thread, run))
        return keep(startRun(turn, request, { ...options, onBug }), release)
      } catch (error) {
        release()
        throw error
      }
    },
    async find(id) {
      const running = active.get(id)
      if (running !== undefined) return { log: running.log, cut: false }
      const turn = await storedTurn(threads, id)
      const { events, cut } = wholeTurn(turn)
      const stored = createRunLog(limits.log, events)
      stored.end()
      return { log: stored, cut }
    },
    async cancel(id) {
      const running = active.get(id)
      if (running === undefined) {
        await storedTurn(threads, id)
        return
      }
      running.stop(cancelled)
      await running.ended
    },
    ofThread,
    async close() {
      closing = true
      const all = [...active.values()]
      for (const run of all) run.stop(shuttingDown())
      await Promise.all(all.map(({ ended }) => ended))
    },
  }
}

function startOf({ model }: Answerer, thread: string, run: string): ChatEvent {
  return { type: 'start', thread, run, model }
}

interface StartOptions extends RunsOptions {
  onBug: (error: unknown) => void
}

function startRun(turn: BegunTurn, request: ChatRequest, options: StartOptions): Active {
  const { answerer, limits, record, onBug } = options
  const log = createRunLog(limits.log, [startOf(answerer, turn.thread, turn.run)])
  const controller = new AbortController()
  const begun = performance.now()
  const work = answerTurn({ answerer, log, limits, controller, turn: turnOf(turn, request), onBug })
  const ended = work.then(async (last) => {
    log.end(...(await store(turn, log, last, options)))
    record({ outcome: last.done.reason }, (performance.now() - begun) / 1000)
  })
  return { id: turn.run, thread: turn.thread, log, ended, stop: (reason) => controller.abort(reason) }
}

/** The last events, once they are on disk: who has read that a run is done finds it again after any crash. */
async function store(
  turn: BegunTurn,
  runLog: RunLog,
  { fault, done }: LastWords,
  { threads, log }: RunsOptions,
): Promise<ChatEvent[]> {
  const last: ChatEvent[] = fault === undefined ? [done] : [fault, done]
  try {
    await threads.end(turn, [...runLog.events(), ...last])
    return last
  } catch (error) {
    // Whoever waits for the answer gets it all the same, and is told that it will not be there again.
    log.error({ err: error, thread: turn.thread }, 'An answer could not be stored')
    return [...last.slice(0, -1), unstored, done]
  }
}

function turnOf({ thread, earlier, cluster, range }: BegunTurn, { question, time_zone }: ChatRequest): Turn {
  return {
    thread,
    question,
    cluster,
    range,
    timeZone: time_zone,
    earlier: earlier.map((turn) => ({ question: turn.question, answer: textOf(turn.events) })),
  }
}

/** The Markdown of an answer. */
export function textOf(events: readonly ChatEvent[]): string {
  return events.map((event) => (event.type === 'message_delta' ? event.text : '')).join('')
}

/** A stored turn with an end, which one that its process did not live to end is given. */
export function wholeTurn({ events }: StoredTurn): { events: ChatEvent[]; cut: boolean } {
  if (events.at(-1)?.type === 'done') return { events, cut: false }
  return { events: [...events, cutOff, { type: 'done', reason: 'failed', verdict: null }], cut: true }
}

const cutOff: ChatEvent = {
  type: 'error',
  fault: faultOf(
    new AppError('internal', 'The server ended while it was answering this question.', { hint: 'Ask it again.' }),
  ),
}

const unstored: ChatEvent = {
  type: 'error',
  fault: faultOf(
    new AppError('internal', 'This answer could not be stored: it will be gone after a restart.', {
      hint: "The server's log says why; a full disk is the usual reason.",
    }),
  ),
}

async function storedTurn(threads: ThreadStore, run: string): Promise<StoredTurn> {
  const thread = threadOfRun(run)
  const turns = thread === undefined ? [] : (await threads.read(thread)).turns
  const found = turns.find((turn) => turn.run === run)
  if (found !== undefined) return found
  throw new AppError('not_found', `There is no run ${JSON.stringify(run.slice(0, 40))}.`, {
    hint: 'It may have been replaced by a later answer; read its thread.',
  })
}

function shuttingDown(): AppError {
  return new AppError('rate_limited', 'The server is shutting down.', {
    hint: 'Ask again when it is back.',
    retryAfterSeconds: 5,
  })
}
