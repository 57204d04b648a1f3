import { Annotation, END, START, StateGraph } from '@langchain/langgraph'
import { AppError } from '@ocp-perf/errors'
import type { History, RunRecord } from '@ocp-perf/storage'
import { faultFrom } from '../connect/fault-of.ts'
import type { Fault } from '../contract/index.ts'
import type { Servers } from '../servers.ts'
import { type Asked, askReport, type Question } from './ask-report.ts'
import type { Ledger } from './ledger.ts'
import { lookAround, type Standing } from './look.ts'
import { failedOutcome, type Outcome, outcomeOf, type Round } from './round.ts'
import { runOfNothing, runOfReport } from './run-of-report.ts'
import { planWindows, type Span, wantedSpan } from './windows.ts'

export interface Setting {
  servers: Servers
  history: Pick<History, 'runs' | 'record'>
  ledger: Ledger
  /** Ids of the domains that are wanted; all where nothing is said. */
  domains: readonly string[] | undefined
  cluster: string | undefined
  /** Seconds. */
  every: number
  backfill: number
  /** Whether there is no next round, in which something could be asked for again. */
  once: boolean
  /** Unix seconds. */
  now: () => number
}

type Answer = { question: Question; asked: Asked; ms: number }

const State = Annotation.Root({
  kind: Annotation<Round['kind']>,
  signal: Annotation<AbortSignal>,
  /** Of a backfill: where the last round found something to ask. */
  standings: Annotation<readonly Standing[]>,
  /** What is still to be asked. */
  questions: Annotation<readonly Question[]>,
  answer: Annotation<Answer | undefined>,
  outcomes: Annotation<readonly Outcome[]>({ reducer: (before, more) => [...before, ...more], default: () => [] }),
  left: Annotation<number>,
})
type State = typeof State.State

/** The steps of a round: who is there, what is missing, ask for it, record it. A backfill knows who is there. */
export function buildGraph(setting: Setting) {
  return new StateGraph(State)
    .addNode('look', (state) => look(state, setting))
    .addNode('planning', (state) => plan(state, setting))
    .addNode('ask', (state) => ask(state, setting))
    .addNode('record', (state) => record(state, setting))
    .addConditionalEdges(START, ({ kind }) => (kind === 'round' ? 'look' : 'planning'), ['look', 'planning'])
    .addEdge('look', 'planning')
    .addConditionalEdges('planning', askOrEnd, ['ask', END])
    .addEdge('ask', 'record')
    .addConditionalEdges('record', askOrEnd, ['ask', END])
    .compile()
}

function askOrEnd({ questions }: State) {
  return questions.length > 0 ? 'ask' : END
}

async function look({ signal }: State, { servers, domains, cluster }: Setting) {
  const { standings, failed } = await lookAround({ servers, domains, cluster, signal })
  return { standings, outcomes: failed }
}

async function plan({ kind, standings, signal }: State, setting: Setting) {
  const plans = await Promise.all(standings.map((standing) => planOne(standing, setting, signal)))
  const older = plans.flatMap((each) => each.older)
  const failed = plans.flatMap((each) => each.failed ?? [])
  if (kind === 'backfill') {
    const { ledger } = setting
    const [next, ...rest] = older.sort((a, b) => triesOf(ledger, a) - triesOf(ledger, b) || b.window.end - a.window.end)
    return { questions: next === undefined ? [] : [next], left: rest.length, outcomes: failed }
  }
  const current = plans.filter(({ live, failed }) => live === undefined && failed === undefined)
  return {
    questions: plans.flatMap(({ live }) => live ?? []),
    outcomes: [...failed, ...current.map(({ standing: { domain, cluster } }) => outcomeOf(domain.id, cluster, {}))],
    left: older.length,
  }
}

/** What is missing of one domain. A history that cannot be read just now, as it is in use, is tried again in the next round. */
async function planOne(standing: Standing, setting: Setting, signal: AbortSignal) {
  const { domain, cluster, recording } = standing
  const wanted = wantedSpan({ ...setting, now: setting.now(), recording })
  try {
    const covered = await setting.ledger.covered({ domain: domain.id, cluster }, wanted.start, signal)
    const { live, older } = planWindows(wanted, covered)
    const question = (window: Span): Question => ({ domain, cluster, window })
    return { standing, live: live && question(live), older: older.map(question), failed: undefined }
  } catch (error) {
    if (!(error instanceof AppError)) throw error
    return { standing, live: undefined, older: [], failed: failedOutcome(domain.id, cluster, faultFrom(error)) }
  }
}

function triesOf(ledger: Ledger, question: Question): number {
  return ledger.tries(placeOf(question), question.window)
}

/** One at a time: a cluster answers no more than one report at once, and what was recorded before a stop stays. */
async function ask({ questions: [question, ...rest], signal }: State, setting: Setting) {
  if (question === undefined) return {}
  return { questions: rest, answer: await askWhole(question, setting, signal) }
}

/** Where metrics could not be asked for that could be before, whoever comes once asks again at once. */
async function askWhole(question: Question, { servers, ledger, once }: Setting, signal: AbortSignal): Promise<Answer> {
  const began = performance.now()
  const known = ledger.unmeasured(placeOf(question))
  let asked = await askReport(servers, question, signal)
  if (once && asked.ok && isHoled(asked, known)) {
    const again = await askReport(servers, question, signal)
    if (!isHoled(again, unmeasuredIn(asked))) asked = again
  }
  return { question, asked, ms: Math.round(performance.now() - began) }
}

function unmeasuredIn(asked: Asked): ReadonlySet<string> {
  return asked.ok ? asked.measured.unmeasured : new Set()
}

/** Whether something is missing that is not known to be. */
function isHoled(asked: Asked, known: ReadonlySet<string>): boolean {
  return !asked.ok || [...asked.measured.unmeasured].some((id) => !known.has(id))
}

async function record({ kind, answer }: State, setting: Setting) {
  return answer === undefined ? {} : { outcomes: [await recordOne(kind, answer, setting)] }
}

async function recordOne(kind: Round['kind'], { question, asked, ms }: Answer, { history, ledger, once }: Setting) {
  const { domain, cluster, window } = question
  const place = placeOf(question)
  if (asked.ok) {
    const known = ledger.unmeasured(place)
    const missing = unmeasuredIn(asked)
    ledger.setUnmeasured(place, missing.size === 0 ? missing : new Set([...known, ...missing]))
    // What is recorded is not asked for again, so that a source in trouble gets another chance to tell all of it.
    if (!once && isHoled(asked, known)) return failedOutcome(domain.id, cluster, holes(missing), ms)
  }
  // A window of the past that was asked for in due form and is refused lies before what its source keeps.
  const isForgotten = kind === 'backfill' && !asked.ok && asked.fault.code === 'invalid_input'
  if (!asked.ok && !isForgotten) {
    ledger.failed(place, window)
    return failedOutcome(domain.id, cluster, asked.fault, ms)
  }
  const run = asked.ok ? runOfReport(question, asked.measured) : runOfNothing(question, asked.fault.message)
  try {
    // Nothing stops a run from being written once it is there: it is whole or not at all, and takes moments.
    await history.record(run)
  } catch (error) {
    if (!(error instanceof AppError)) throw error
    // A full disk does not end the collecting: the same window is asked for again.
    return failedOutcome(domain.id, cluster, faultFrom(error), ms)
  }
  ledger.cover(place, window)
  return outcomeOf(domain.id, cluster, {
    state: 'recorded',
    window: run.window ?? undefined,
    run: run.id,
    verdict: run.verdict ?? undefined,
    samples: countSamples(run),
    unmeasured: asked.ok ? [...asked.measured.unmeasured] : [],
    ms,
  })
}

function holes(missing: ReadonlySet<string>): Fault {
  const some = [...missing].slice(0, 3).join(', ')
  return {
    code: 'upstream',
    message: `${missing.size} metrics could not be measured, such as ${some}.`,
    hint: 'If that stays so, the rest is recorded without them.',
  }
}

function placeOf({ domain, cluster }: Question) {
  return { domain: domain.id, cluster }
}

function countSamples({ frames }: RunRecord): number {
  let count = 0
  for (const { series } of frames.values()) for (const { times } of series) count += times.length
  return count
}
