import {
  type Diagnosis,
  diagnosisSchema,
  type LevelWalk,
  levelWalkSchema,
  type PanelResult,
  panelResultSchema,
} from '@ocp-perf/panel'
import { z } from 'zod'
import type { SaidEvent } from '../../answerer.ts'
import type { AgentTool, Fault } from '../../contract/index.ts'
import { joinSignals } from '../../join-signals.ts'
import type { Servers, ToolAnswer } from '../../servers.ts'
import type { PlannedCall } from '../plan/plan-calls.ts'
import type { Memo } from './memo.ts'

/** What a turn may use up. */
export interface Budget {
  seconds: number
  calls: number
}

export interface RunnerOptions {
  servers: Servers
  memo: Memo
  thread: string
  budget: Budget
  say: (event: SaidEvent) => void
  signal: AbortSignal
}

/** What is known of an answer's data. */
type Content =
  | { kind: 'diagnosis'; diagnosis: Diagnosis }
  | { kind: 'levels'; walk: LevelWalk }
  | { kind: 'panel'; panel: PanelResult }
  | { kind: 'other' }

/** A call that has ended. */
export interface ToolRun {
  call: string
  tool: AgentTool
  answer: ToolAnswer
  content: Content
}

/** Runs the tools of one turn, within its budget, and says what happens. */
export interface Runner {
  /** Undefined where the budget allows no more calls. */
  run(call: PlannedCall): Promise<ToolRun | undefined>
  /** The turn's signal, which also ends with the time that a turn may take. */
  signal: AbortSignal
  /** Whether a limit was reached and something was left out for it. */
  exhausted(): boolean
  /** The turn is over. */
  release(): void
}

export function createRunner({ servers, memo, thread, budget, say, signal: caller }: RunnerOptions): Runner {
  const { signal, isLate, release } = joinSignals([caller], budget.seconds * 1000)
  let begun = 0
  let refused = false

  const ask = async ({ tool, args }: PlannedCall): Promise<ToolAnswer> => {
    const [server = ''] = tool.servers
    const fault = refusal(tool, args)
    if (fault !== undefined) return failed(server, fault)
    try {
      return await servers.call(tool.name, args, { signal })
    } catch (error) {
      caller.throwIfAborted()
      if (!isLate()) throw error
      return failed(server, {
        code: 'timeout',
        message: `${tool.title} was still running when the ${budget.seconds} s for an answer were over.`,
        hint: 'Ask for a shorter time range, or for less at once.',
      })
    }
  }

  // A model may want the same twice at once.
  const underWay = new Map<string, Promise<ToolAnswer>>()
  const askOnce = (planned: PlannedCall, question: string): Promise<ToolAnswer> => {
    const answer = ask(planned).finally(() => underWay.delete(question))
    underWay.set(question, answer)
    return answer
  }

  return {
    signal,
    release,
    exhausted: () => refused || isLate(),
    run: async (planned) => {
      caller.throwIfAborted()
      if (begun >= budget.calls || isLate()) {
        refused = true
        return undefined
      }
      const call = `c${++begun}`
      const { tool, args } = planned
      say({
        type: 'tool_start',
        call,
        tool: tool.name,
        title: tool.title,
        server: tool.servers[0] ?? '',
        args: { ...args },
      })
      const question = JSON.stringify([tool.name, Object.entries(args).sort(([a], [b]) => (a < b ? -1 : 1))])
      const known = tool.read_only ? (memo.recall(thread, question) ?? underWay.get(question)) : undefined
      // Waiting for nothing would let the next call in before this one is under way.
      const before = known === undefined ? undefined : await known
      const answer = before === undefined ? await askOnce(planned, question) : { ...before, ms: 0 }
      if (answer.ok && before === undefined) memo.keep(thread, question, answer)
      const { ok, ms, text, data, fault } = answer
      const rest = { ...(data === undefined ? {} : { data }), ...(fault === undefined ? {} : { fault }) }
      say({ type: 'tool_result', call, ok, ms, again: before !== undefined, text, ...rest })
      const content = readContent(answer)
      if (content.kind === 'diagnosis') say({ type: 'diagnosis', call, diagnosis: content.diagnosis })
      if (content.kind === 'levels') say({ type: 'levels', call, walk: content.walk })
      return { call, tool, answer, content }
    },
  }
}

function readContent({ ok, data }: ToolAnswer): Content {
  if (!ok) return { kind: 'other' }
  const walk = levelWalkSchema.safeParse(data)
  if (walk.success) return { kind: 'levels', walk: walk.data }
  const diagnosis = diagnosisSchema.safeParse(data)
  if (diagnosis.success) return { kind: 'diagnosis', diagnosis: diagnosis.data }
  const panel = panelResultSchema.safeParse(data)
  return panel.success ? { kind: 'panel', panel: panel.data } : { kind: 'other' }
}

/** What a tool's schema has against arguments: such a call is not sent. */
function refusal(tool: AgentTool, args: Readonly<Record<string, unknown>>): Fault | undefined {
  const checked = schemaOf(tool)?.safeParse(args)
  if (checked === undefined || checked.success) return undefined
  const [issue] = checked.error.issues
  return {
    code: 'invalid_input',
    message: `${tool.title} does not take ${issue?.path.join('.') || 'these arguments'}: ${issue?.message ?? 'refused'}.`,
    hint: 'Ask in other words, or call the tool with arguments of your own.',
  }
}

function schemaOf({ input_schema: schema }: AgentTool): z.ZodType | undefined {
  try {
    return z.fromJSONSchema(schema)
  } catch {
    // A schema may say more than zod reads; the server that wrote it judges by it all the same.
    return undefined
  }
}

function failed(server: string, fault: Fault): ToolAnswer {
  return { ok: false, server, ms: 0, text: `${fault.message} ${fault.hint ?? ''}`.trim(), data: undefined, fault }
}
