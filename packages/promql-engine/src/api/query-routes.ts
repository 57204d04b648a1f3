import { AppError } from '@ocp-perf/errors'
import type { EngineAnswer, EngineQuery } from '../engine.ts'
import { functionTable } from '../functions/table.ts'
import type { ValueType } from '../syntax/ast.ts'
import { checkTypes } from '../syntax/check-types.ts'
import { parseExpression } from '../syntax/parse-expression.ts'
import {
  exemplarParameters,
  instantParameters,
  invalidParameter,
  rangeParameters,
  readParameters,
} from './parameters.ts'
import { asExecution, type Remarks, streamed, success } from './replies.ts'
import { resultText } from './result-text.ts'
import type { ApiContext, ApiRequest, Route } from './route.ts'

/** As in Prometheus: enough for 60 s over a week, or 1 h over a year. */
const mostSteps = 11_000

export const queryRoutes: readonly Route[] = [
  { path: '/api/v1/query', takesForms: true, answer: answerInstant },
  { path: '/api/v1/query_range', takesForms: true, answer: answerRange },
  { path: '/api/v1/query_exemplars', takesForms: true, answer: answerExemplars },
]

async function answerInstant(request: ApiRequest, context: ApiContext): Promise<Response> {
  const { query, time = context.now(), timeout, limit } = readParameters(instantParameters, request.form)
  await typeOf(query)
  const grid = { start: time, step: 1, count: 1 }
  const answer = await evaluate({ text: query, kind: 'instant', grid }, timeout, request, context)
  return reply(answer.type, answer, time, limit)
}

async function answerRange(request: ApiRequest, context: ApiContext): Promise<Response> {
  const { query, start, end, step, timeout, limit } = readParameters(rangeParameters, request.form)
  if (end < start) throw invalidParameter('end', 'end timestamp must not be before start time')
  if (step <= 0) {
    const sentence = 'zero or negative query resolution step widths are not accepted. Try a positive integer'
    throw invalidParameter('step', sentence)
  }
  const steps = Math.floor((end - start) / step)
  if (steps > mostSteps) {
    const sentence = 'exceeded maximum resolution of 11,000 points per timeseries.'
    throw new AppError('invalid_input', `${sentence} Try decreasing the query resolution (?step=XX)`)
  }
  const type = await typeOf(query)
  if (type !== 'scalar' && type !== 'vector') {
    const named = type === 'matrix' ? 'range vector' : type
    const sentence = `invalid expression type "${named}" for range query, must be Scalar or instant Vector`
    throw invalidParameter('query', sentence)
  }
  const grid = { start, step, count: steps + 1, end }
  const answer = await evaluate({ text: query, kind: 'range', grid }, timeout, request, context)
  return reply('matrix', answer, start, limit)
}

/** A store holds no exemplars, so that the answer is none, for a query that is one. */
async function answerExemplars({ form }: ApiRequest): Promise<Response> {
  const { query, start, end } = readParameters(exemplarParameters, form)
  if (start !== undefined && end !== undefined && end < start) {
    throw invalidParameter('end', 'end timestamp must not be before start time')
  }
  await typeOf(query)
  return success([])
}

/** The type of a query. @throws AppError `invalid_input` for one that is none, which Prometheus says before it begins. */
async function typeOf(query: string): Promise<ValueType> {
  try {
    return checkTypes(await parseExpression(query), query, functionTable)
  } catch (error) {
    // The parameter is named where it is known, as Prometheus does.
    if (!(error instanceof AppError) || error.code !== 'bad_query') throw error
    throw invalidParameter('query', `parse error: ${error.message}`)
  }
}

async function evaluate(
  query: Pick<EngineQuery, 'text' | 'grid' | 'kind'>,
  timeout: number | undefined,
  { signal }: ApiRequest,
  context: ApiContext,
): Promise<EngineAnswer> {
  const timeoutMs = Math.max(0, Math.min(timeout ?? context.timeoutMs, context.timeoutMs))
  try {
    return await context.evaluate(query, { signal, timeoutMs })
  } catch (error) {
    // From here on the same code has another word in the reply.
    throw asExecution(error)
  }
}

function reply(type: EngineAnswer['type'], answer: EngineAnswer, timeMs: number, limit = 0): Response {
  const { frame } = answer
  const isCut = limit > 0 && frame.series.length > limit && (type === 'vector' || type === 'matrix')
  const shown = isCut ? { ...answer, frame: { ...frame, series: frame.series.slice(0, limit) } } : answer
  const remarks = remarksOf(isCut ? ['results truncated due to limit', ...frame.warnings] : frame.warnings)
  return streamed(resultText(type, shown, timeMs), remarks)
}

/** A frame has one list for what the API tells apart. */
function remarksOf(said: readonly string[]): Remarks {
  const isInfo = (text: string) => /^PromQL info:|^\d+ more info annotations omitted$/.test(text)
  return { warnings: said.filter((text) => !isInfo(text)), infos: said.filter(isInfo) }
}
