import { AppError, type ErrorReport, isAbort, nearNames, reportError } from '@ocp-perf/errors'
import type { Log, RecordWork } from '@ocp-perf/http'
import { boundedText } from './bounded-text.ts'
import { countCalls, type RunningCalls } from './running-calls.ts'
import type { AroundCall, ServerDefinition } from './server-definition.ts'
import { withTimeLimit } from './time-limit.ts'
import type { AnyTool, Call, ResourceLink } from './tool.ts'
import { inputParser } from './tool-input.ts'

/** What came of a call. Both texts stand alone and are bounded. */
export type ToolOutcome =
  | { ok: true; text: string; data: Record<string, unknown>; links: readonly ResourceLink[] }
  | { ok: false; text: string; report: ErrorReport; error: unknown }

export interface ToolCall extends Partial<Call> {
  /** Aborted when nobody waits for the answer any more. */
  signal: AbortSignal
}

/** A request that is no tool call and yet makes the server work. */
interface ResourceRequest {
  method: 'resources/read' | 'completion/complete'
  /** The name of the resource. */
  resource: string
  limitMs: number
  /** Aborted when nobody waits for the answer any more. */
  signal: AbortSignal
}

/** What a server does when it is asked, behind one count and one set of limits, whatever the transport. */
export interface ToolRunner {
  has(name: string): boolean
  /**
   * Validates, runs within the time limit, validates again, summarizes. Failures are outcomes; only an abort of the
   * caller's signal is thrown. An unknown name is `not_found`.
   */
  run(name: string, args: unknown, call: ToolCall): Promise<ToolOutcome>
  /** Runs `work` as one more call, within its time limit. Throws what it throws, `timeout` or `rate_limited`. */
  answer<Result>(request: ResourceRequest, work: (signal: AbortSignal) => Promise<Result>): Promise<Result>
  /** Resolves once no call is running. */
  idle(): Promise<void>
}

export interface RunnerOptions {
  log: Log
  /** Told of each call with the labels `tool` and `outcome` (ok, cancelled or an error code). */
  record?: RecordWork | undefined
  /** Told of each read and completion with the labels `method`, `resource` and `outcome`. */
  recordResource?: RecordWork | undefined
  /** Calls, reads and completions that run at the same time; more are refused. */
  maxCalls?: number | undefined
}

const defaultTimeLimitMs = 60_000
const defaultMaxCalls = 64

/** Throws when a definition could not be served: names that clients would refuse, or one name twice. */
export function createToolRunner<Context>(
  { tools, context, around }: Pick<ServerDefinition<Context>, 'tools' | 'context' | 'around'>,
  { log, record, recordResource, maxCalls = defaultMaxCalls }: RunnerOptions,
): ToolRunner {
  const byName = new Map(tools.map((tool) => [tool.name, prepare(tool, context, around)]))
  checkNames(tools.map(({ name }) => name))
  const calls = countCalls(maxCalls)

  const attempt = async (name: string, args: unknown, call: ToolCall): Promise<ToolOutcome> => {
    try {
      const tool = byName.get(name)
      if (tool === undefined) throw unknownTool(name, byName.keys())
      return await calls.within(() => tool(args, call))
    } catch (error) {
      if (call.signal.aborted && isAbort(error)) throw error
      return failure(error)
    }
  }
  const run = async (name: string, args: unknown, call: ToolCall): Promise<ToolOutcome> => {
    const begun = performance.now()
    let outcome = 'cancelled'
    try {
      const result = await attempt(name, args, call)
      outcome = result.ok ? 'ok' : result.report.code
      report(log, name, result)
      return result
    } finally {
      // A name that a client made up must not become a label.
      record?.({ tool: byName.has(name) ? name : 'unknown', outcome }, (performance.now() - begun) / 1000)
    }
  }
  return {
    has: (name) => byName.has(name),
    run,
    answer: recordedAnswer(calls, recordResource),
    idle: calls.idle,
  }
}

function recordedAnswer(calls: RunningCalls, record: RecordWork | undefined): ToolRunner['answer'] {
  return async ({ method, resource, limitMs, signal }, work) => {
    const begun = performance.now()
    let outcome = 'cancelled'
    try {
      // An async function, so that what throws at once is a rejection like any other.
      const answer = await calls.within(() =>
        withTimeLimit(`The resource ${resource}`, limitMs, signal, async (within) => work(within)),
      )
      outcome = 'ok'
      return answer
    } catch (error) {
      if (!(signal.aborted && isAbort(error))) outcome = reportError(error).code
      throw error
    } finally {
      record?.({ method, resource, outcome }, (performance.now() - begun) / 1000)
    }
  }
}

type PreparedTool = (args: unknown, call: ToolCall) => Promise<ToolOutcome>

function prepare<Context>(
  tool: AnyTool<Context>,
  context: Context,
  around: AroundCall<Context> = (_tool, given, run) => run(given),
): PreparedTool {
  const parseInput = inputParser(tool.name, tool.input)
  const limitMs = tool.timeLimitMs ?? defaultTimeLimitMs
  const noProgress = () => {}
  return async (args, { signal, progress = noProgress, subject }) => {
    const input = parseInput(args)
    const found: unknown = await withTimeLimit(tool.name, limitMs, signal, async (within) =>
      around(tool.name, context, (seen): Promise<unknown> => tool.run(input, seen, within, { progress, subject })),
    )
    const output = tool.output.safeParse(found)
    if (!output.success) throw new Error('The result does not match its schema.', { cause: output.error })
    return {
      ok: true,
      text: boundedText(tool.summarize(output.data), tool.textTokens),
      data: output.data,
      links: tool.links?.(output.data) ?? [],
    }
  }
}

function failure(error: unknown): ToolOutcome {
  const report = reportError(error)
  const hint = report.hint === undefined ? '' : ` Hint: ${report.hint}`
  return { ok: false, text: boundedText(`${report.code}: ${report.message}${hint}`), report, error }
}

function report(log: Log, tool: string, outcome: ToolOutcome): void {
  if (outcome.ok) log.debug({ tool }, 'Answered')
  else if (outcome.report.code === 'internal')
    log.error({ tool, err: outcome.error }, 'The tool failed because of a bug')
  else log.warn({ tool, err: outcome.error }, 'The tool could not answer')
}

function unknownTool(name: string, known: Iterable<string>): AppError {
  const names = [...known]
  const near = nearNames(name, names)
  return new AppError('not_found', `There is no tool ${JSON.stringify(name.slice(0, 80))}.`, {
    hint: near.length > 0 ? `Did you mean ${near.join(', ')}?` : `The tools are: ${names.join(', ')}.`,
  })
}

function checkNames(names: readonly string[]): void {
  const twice = names.find((name, index) => names.indexOf(name) !== index)
  if (twice !== undefined) {
    throw new AppError('conflict', `Two tools are named ${twice}.`, { hint: 'Rename one of them.' })
  }
  const odd = names.find((name) => !/^[a-z][a-z0-9_]{0,63}$/.test(name))
  if (odd !== undefined) {
    throw new AppError('invalid_input', `${JSON.stringify(odd)} is not a tool name that every client accepts.`, {
      hint: 'Use up to 64 lower-case letters, digits and underscores, and begin with a letter.',
    })
  }
}
