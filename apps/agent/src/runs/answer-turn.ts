import type { Answerer, SaidEvent, Turn } from '@ocp-perf/agents'
import type { ChatEventOf } from '@ocp-perf/agents/contract'
import { AppError, isAbort } from '@ocp-perf/errors'
import { faultOf } from '../fault-of.ts'
import type { RunLog } from './run-log.ts'

export interface AnswerLimits {
  /** Until an answer is given up. */
  runMs: number
  /** How long an answerer that is told to stop may take to do so. */
  graceMs: number
}

/** The reason of a run that is cancelled, told apart from other aborts by its identity. */
export const cancelled = new DOMException('The run was cancelled.', 'AbortError')

/** What ends a run. */
export interface LastWords {
  fault?: ChatEventOf<'error'> | undefined
  done: ChatEventOf<'done'>
}

export interface AnswerOptions {
  answerer: Answerer
  log: RunLog
  limits: AnswerLimits
  controller: AbortController
  turn: Turn
  onBug: (error: unknown) => void
}

/** Lets the answerer speak until it is done, is stopped or takes too long. Never rejects. */
export async function answerTurn({
  answerer,
  log,
  limits,
  controller,
  turn,
  onBug,
}: AnswerOptions): Promise<LastWords> {
  const { signal } = controller
  const timer = setTimeout(() => controller.abort(tooSlow(limits.runMs)), limits.runMs)
  let isOver = false
  const say = (event: SaidEvent) => {
    if (isOver || log.append(event)) return
    controller.abort(tooLong())
  }
  let hurry: NodeJS.Timeout | undefined
  const stubborn = new Promise<never>((_, reject) => {
    signal.addEventListener(
      'abort',
      () => {
        hurry = setTimeout(() => reject(signal.reason), limits.graceMs)
      },
      { once: true },
    )
  })
  try {
    const { reason, verdict } = await Promise.race([answerer.answer(turn, say, signal), stubborn])
    return { done: { type: 'done', reason, verdict } }
  } catch (error) {
    if (signal.aborted && signal.reason === cancelled)
      return { done: { type: 'done', reason: 'cancelled', verdict: null } }
    const why: unknown = signal.aborted ? signal.reason : error
    if (!(why instanceof AppError || isAbort(why))) onBug(why)
    return { fault: { type: 'error', fault: faultOf(why) }, done: { type: 'done', reason: 'failed', verdict: null } }
  } finally {
    isOver = true
    clearTimeout(timer)
    clearTimeout(hurry)
  }
}

function tooSlow(ms: number): AppError {
  return new AppError('timeout', `The answer was not finished within ${ms / 1000} s.`, {
    hint: 'Ask about a shorter time range, or about one part of the cluster at a time.',
  })
}

function tooLong(): AppError {
  return new AppError('too_large', 'The answer grew beyond what is kept of one.', {
    hint: 'Ask for less at once: one part of the cluster, or a shorter time range.',
  })
}
