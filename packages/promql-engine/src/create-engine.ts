import { AppError } from '@ocp-perf/errors'
import type { Engine, EngineAnswer, EngineOptions, EngineQuery } from './engine.ts'
import { createAnnotations } from './evaluate/annotations.ts'
import { toAnswer } from './evaluate/answer.ts'
import { createBudget } from './evaluate/budget.ts'
import { evaluate } from './evaluate/evaluate.ts'
import { fetchSamples } from './evaluate/fetch-samples.ts'
import { runInSlices } from './evaluate/parts.ts'
import type { Grid } from './evaluate/value.ts'
import { functionTable } from './functions/table.ts'
import type { Expression } from './syntax/ast.ts'
import { checkTypes } from './syntax/check-types.ts'
import { parseExpression } from './syntax/parse-expression.ts'
import { refusal } from './syntax/refusal.ts'

// Prometheus' own defaults.
const defaultLookbackMs = 300_000
const defaultSubqueryStepMs = 60_000
const defaultMaxSamples = 50_000_000

/** PromQL over the samples of one store; see `Engine`. It holds nothing between queries. */
export function createEngine(options: EngineOptions): Engine {
  const {
    store,
    semantics = 'v3',
    lookbackMs = defaultLookbackMs,
    defaultStepMs = defaultSubqueryStepMs,
    maxSamples = defaultMaxSamples,
  } = options
  return {
    async query(query): Promise<EngineAnswer> {
      const { text, grid, signal, deadline } = query
      const range = isRange(query)
      const { check, spend, wait } = createBudget({ maxSamples, deadline, signal })
      checkGrid(grid)
      // Columns are made for all steps, so too many of them are refused before the first one is.
      spend(grid.count)
      spend(-grid.count)
      const expression = await parseExpression(text)
      if (range) checkRangeType(text, expression)
      const samples = await wait((limit) => fetchSamples(expression, { store, grid, lookbackMs, signal: limit }))
      const { annotate, list } = createAnnotations(text)
      const parts = evaluate(expression, {
        text,
        grid,
        queryGrid: grid,
        leftClosed: semantics === 'v2',
        lookbackMs,
        defaultStepMs,
        samples,
        annotate,
        spend,
      })
      const value = await runInSlices(parts, check)
      return toAnswer(value, { grid, range, warnings: list() })
    },
  }
}

function isRange({ kind, grid }: EngineQuery): boolean {
  return kind === undefined ? grid.count > 1 : kind === 'range'
}

function checkGrid({ start, step, count }: Grid): void {
  const whole = Number.isInteger(count) && Number.isFinite(start)
  if (whole && (count === 1 || (count > 1 && step > 0 && Number.isFinite(step)))) return
  throw new AppError('invalid_input', `There are no steps from ${start} ms by ${step} ms, ${count} times.`, {
    hint: 'Give a start, a positive step and at least one step.',
  })
}

function checkRangeType(text: string, expression: Expression): void {
  const type = checkTypes(expression, text, functionTable)
  if (type === 'scalar' || type === 'vector') return
  const named = type === 'matrix' ? 'range vector' : type
  throw refusal(
    text,
    expression,
    `invalid expression type "${named}" for range query, must be Scalar or instant Vector`,
    'Ask for it at one time, or put a function such as rate() around it.',
  )
}
