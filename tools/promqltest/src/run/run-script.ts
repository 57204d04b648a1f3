import { AppError } from '@ocp-perf/errors'
import type { Engine, SampleStore } from '@ocp-perf/promql-engine'
import type { Command, EvalCommand } from '../script/script.ts'
import { judge } from './judge.ts'
import { outOfScope, refusedAsOutOfScope } from './out-of-scope.ts'
import { createScriptStore, type ScriptStore } from './script-store.ts'

export interface Failure {
  line: number
  /** The query, or the command that is not understood. */
  text: string
  problem: string
}

interface Skip {
  line: number
  reason: string
}

export interface ScriptReport {
  passed: number
  failures: readonly Failure[]
  skips: readonly Skip[]
}

export interface RunOptions {
  createEngine: (store: SampleStore) => Engine
  knowsFunction: (name: string) => boolean
}

/** Runs the commands of one script in order, over a store of its own; every query counts once. */
export async function runScript(
  commands: readonly Command[],
  { createEngine, knowsFunction }: RunOptions,
): Promise<ScriptReport> {
  const store = createScriptStore()
  const engine = createEngine(store)
  const report = { passed: 0, failures: [] as Failure[], skips: [] as Skip[] }
  for (const command of commands) {
    if (command.kind === 'eval') {
      const { line, query: text } = command
      const reason = outOfScope(command, knowsFunction)
      const verdict = reason === undefined ? await decide(command, engine, store) : { reason }
      if (verdict.reason !== undefined) report.skips.push({ line, reason: verdict.reason })
      else if (verdict.problem !== undefined) report.failures.push({ line, text, problem: verdict.problem })
      else report.passed += 1
    } else {
      const failure = prepare(command, store)
      if (failure !== undefined) report.failures.push(failure)
    }
  }
  return report
}

interface Verdict {
  reason?: string | undefined
  problem?: string | undefined
}

async function decide(command: EvalCommand, engine: Engine, store: ScriptStore): Promise<Verdict> {
  let beyond: string | undefined
  const watched: Engine = {
    query: async (query) => {
      store.met()
      try {
        return await engine.query(query)
      } finally {
        // The query as the script asks it decides; the same as a range also meets samples that its answer does not need.
        beyond ??= [...store.met()][0] ?? ''
      }
    },
  }
  try {
    const problem = await judge(command, watched)
    const failsAsItShould = problem === undefined && command.fail !== undefined && command.fail.kind !== 'any'
    return { problem, reason: failsAsItShould ? undefined : beyond || undefined }
  } catch (error) {
    // One query that breaks the engine must not keep the others from being asked.
    return {
      problem: `the query failed: ${describe(error)}`,
      reason: refusedAsOutOfScope(error) ?? (beyond || undefined),
    }
  }
}

function describe(error: unknown): string {
  if (error instanceof AppError) return error.message
  return error instanceof Error ? (error.stack ?? error.message) : String(error)
}

function prepare(command: Exclude<Command, EvalCommand>, store: ScriptStore): Failure | undefined {
  switch (command.kind) {
    case 'clear':
      store.clear()
      return undefined
    case 'invalid':
      return { line: command.line, text: command.text, problem: command.reason }
    case 'load':
      try {
        store.load(command)
        return undefined
      } catch (error) {
        // What cannot be loaded fails by its line, and what is asked afterwards is still asked.
        return { line: command.line, text: 'load', problem: describe(error) }
      }
  }
}
