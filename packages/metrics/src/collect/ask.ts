import { AppError } from '@ocp-perf/errors'
import type { Window } from '@ocp-perf/panel'
import type { Frame, PromSource } from '@ocp-perf/promql'
import type { Plan, Question } from './plan.ts'

/** What came back for a question. */
type Outcome = { question: Question; frame: Frame; error?: undefined } | { question: Question; error: AppError }

/** What came back for a metric: the outcome it is read from, or nothing where nothing was asked. */
export interface Answer {
  plan: Plan
  outcome: Outcome | undefined
  /** True when the fallback had to be asked after the first expression had answered nothing. */
  fellBack: boolean
}

export interface AskOptions {
  source: PromSource
  window: Window
  signal: AbortSignal | undefined
  timeoutMs: number
  /** Told of each plan that is read. */
  onProgress?: ((done: number, total: number) => void) | undefined
}

/** Failures that speak of one query; all others speak of the source. */
const ownFaults: ReadonlySet<string> = new Set(['bad_query', 'too_large', 'invalid_input'])

/**
 * Asks everything that some plans need at once, each query once, and reads each answer while others are on their way. A
 * failure stays with the metrics it belongs to, unless every query failed and the source is to blame: then its error is
 * thrown.
 */
export async function askAll<T>(
  plans: readonly Plan[],
  options: AskOptions,
  read: (answer: Answer) => T | Promise<T>,
): Promise<T[]> {
  const { source, window, signal, timeoutMs, onProgress } = options
  const sent = new Map<string, Promise<Frame>>()
  const send = async (question: Question): Promise<Outcome> => {
    const running = sent.get(question.query) ?? source.range(question.query, window, { signal, timeoutMs })
    sent.set(question.query, running)
    try {
      return { question, frame: await running }
    } catch (error) {
      // One failing metric never hides the others; what is not an AppError is an abort or a bug, and passes.
      if (error instanceof AppError) return { question, error }
      throw error
    }
  }
  const answers: Answer[] = []
  let done = 0
  const readings = await Promise.all(
    plans.map(async (plan) => {
      const answer = await answerOf(plan, send)
      answers.push(answer)
      const made = await read(answer)
      done++
      onProgress?.(done, plans.length)
      return made
    }),
  )
  refuseDeadSource(answers)
  return readings
}

async function answerOf(plan: Plan, send: (question: Question) => Promise<Outcome>): Promise<Answer> {
  if (plan.kind !== 'ask') return { plan, outcome: undefined, fellBack: false }
  const outcomes = await Promise.all(plan.now.map(send))
  const later = outcomes.every(isEmpty) ? plan.later : undefined
  if (later !== undefined) outcomes.push(await send(later))
  const outcome = outcomes.find(hasSeries) ?? outcomes.find(({ error }) => error !== undefined) ?? outcomes[0]
  return { plan, outcome, fellBack: later !== undefined }
}

function refuseDeadSource(answers: readonly Answer[]): void {
  const outcomes = answers.flatMap(({ outcome }) => (outcome === undefined ? [] : [outcome]))
  const errors = outcomes.flatMap(({ error }) => (error === undefined ? [] : [error]))
  const [first] = errors
  if (first === undefined || errors.length < outcomes.length) return
  if (errors.every(({ code }) => !ownFaults.has(code))) throw first
}

function isEmpty(outcome: Outcome): boolean {
  return outcome.error === undefined && outcome.frame.series.length === 0
}

function hasSeries(outcome: Outcome): boolean {
  return outcome.error === undefined && outcome.frame.series.length > 0
}
