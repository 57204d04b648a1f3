import { AppError } from '@ocp-perf/errors'
import type { Engine, EngineAnswer, EngineQuery } from '@ocp-perf/promql-engine'
import { RE2JS } from 're2js'
import type { EvalCommand, Steps, TextTest } from '../script/script.ts'
import { atVariants, type Question, readsWindow } from './at-variants.ts'
import { difference, type Given, toGiven } from './compare.ts'

const timeLimitMs = 30_000
const minuteMs = 60_000

type Outcome = { answer: EngineAnswer } | { error: AppError }

/**
 * Asks what a script asks and says in what the answers differ from what it expects; undefined where they do not. An
 * instant query is asked as a range around its time as well, and again with every selector fixed by `@` at other times.
 *
 * @throws what the engine throws that is no `AppError`, and what it refuses without the script expecting it.
 */
export async function judge(command: EvalCommand, engine: Engine): Promise<string | undefined> {
  if (command.when.kind === 'range') {
    return judgeOutcome(command, await ask(engine, rangeQuery(command.query, command.when)))
  }
  const question = { query: command.query, timeMs: command.when.timeMs }
  const problem = await judgeInstant(command, question, engine)
  if (problem !== undefined) return problem
  for (const variant of await atVariants(question)) {
    const found = await judgeInstant(command, variant, engine)
    if (found !== undefined) return `${found} (asked as ${variant.query} at ${variant.timeMs} ms)`
  }
  return undefined
}

async function judgeInstant(command: EvalCommand, question: Question, engine: Engine): Promise<string | undefined> {
  const { query, timeMs } = question
  const grid = { start: timeMs, step: 1, count: 1 }
  const outcome = await ask(engine, { text: query, grid, kind: 'instant' })
  const problem = judgeOutcome(command, outcome)
  if (problem !== undefined || 'error' in outcome || !hasRangeForm(command, query)) return problem
  const found = await judgeInRange(command, question, outcome.answer.type, engine)
  return found && `${found} (as the middle of a range query)`
}

function hasRangeForm({ result, ordered }: EvalCommand, query: string): boolean {
  const isVector = result.kind === 'scalar' || (result.kind === 'series' && result.window === undefined)
  return isVector && !ordered && !readsWindow.test(query)
}

async function judgeInRange(
  command: EvalCommand,
  { query, timeMs }: Question,
  type: EngineAnswer['type'],
  engine: Engine,
): Promise<string | undefined> {
  const steps = { startMs: timeMs - minuteMs, endMs: timeMs + minuteMs, stepMs: minuteMs }
  const outcome = await ask(engine, rangeQuery(query, steps))
  if ('error' in outcome) return `the query failed: ${outcome.error.message}`
  return difference(command, { ...middleOf(toGiven(outcome.answer), timeMs), type })
}

/** The vector at one step of a range. */
function middleOf(given: Given, timeMs: number): Given {
  const series = given.series.flatMap(({ labels, times, values }) => {
    const value = values[times.indexOf(timeMs)]
    return value === undefined ? [] : { labels, times: [timeMs], values: [value] }
  })
  return { ...given, series }
}

function rangeQuery(text: string, { startMs, endMs, stepMs }: Steps): EngineQuery {
  const count = Math.floor((endMs - startMs) / stepMs) + 1
  return { text, grid: { start: startMs, step: stepMs, count, end: endMs }, kind: 'range' }
}

async function ask(engine: Engine, query: EngineQuery): Promise<Outcome> {
  try {
    return { answer: await engine.query({ ...query, deadline: performance.now() + timeLimitMs }) }
  } catch (error) {
    // A failure may be what the script expects; anything but an AppError is a bug of the engine.
    if (!(error instanceof AppError)) throw error
    return { error }
  }
}

function judgeOutcome(command: EvalCommand, outcome: Outcome): string | undefined {
  if ('error' in outcome) {
    if (command.fail === undefined) throw outcome.error
    return fits(command.fail, outcome.error.message)
      ? undefined
      : `expected the query to fail with ${describe(command.fail)}, got: ${outcome.error.message}`
  }
  if (command.fail !== undefined) return 'expected the query to fail'
  return differentWords(command, outcome.answer.frame.warnings) ?? difference(command, toGiven(outcome.answer))
}

function differentWords(command: EvalCommand, said: readonly string[]): string | undefined {
  const infos = said.filter((text) => text.startsWith('PromQL info'))
  const warnings = said.filter((text) => !infos.includes(text))
  if (command.noWarnings && warnings.length > 0) return `expected no warning, got: ${warnings.join('; ')}`
  if (command.noInfos && infos.length > 0) return `expected no info, got: ${infos.join('; ')}`
  return differentKind('a warning', command.warnings, warnings) ?? differentKind('an info', command.infos, infos)
}

function differentKind(kind: string, expected: readonly TextTest[], given: readonly string[]): string | undefined {
  if (expected.length === 0) return undefined
  const missing = expected.find((test) => !given.some((text) => fits(test, text)))
  if (missing !== undefined) return `expected ${kind} with ${describe(missing)}, got: ${given.join('; ') || 'none'}`
  const surplus = given.find((text) => !expected.some((test) => fits(test, text)))
  return surplus && `did not expect ${kind}: ${surplus}`
}

/** The engine says where in the query something is wrong, so its sentences hold Prometheus' and are not equal to them. */
function fits(test: TextTest, text: string): boolean {
  if (test.kind === 'any') return true
  return test.kind === 'text' ? text.includes(test.text) : RE2JS.compile(test.regex).test(text)
}

function describe(test: TextTest): string {
  if (test.kind === 'any') return 'any text'
  return test.kind === 'text' ? JSON.stringify(test.text) : `a text like ${test.regex}`
}
