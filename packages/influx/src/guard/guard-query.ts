import { AppError } from '@ocp-perf/errors'
import type { InfluxLanguage, InfluxRequest, InfluxVersion } from '../source.ts'
import { detectLanguage } from './detect-language.ts'
import { guardFlux } from './guard-flux.ts'
import { guardInfluxQl } from './guard-influxql.ts'
import { guardSql } from './guard-sql.ts'

const timeFilter = /\$timeFilter\b/g

/** Reads a request by the guard of its language and returns the text that may be asked. Throws `bad_query`, `invalid_input`. */
export function guardQuery(request: InfluxRequest, version: InfluxVersion): { text: string; language: InfluxLanguage } {
  const { query, start, end } = request
  const range = rangeOf(start, end)
  const language = request.language ?? detectLanguage(query, version)
  if (language === 'flux') {
    guardFlux(query, { defined: range === undefined ? [] : ['v'] })
    return { text: query, language }
  }
  const text = query.replace(timeFilter, () => filterOf(language, range))
  return { text: language === 'sql' ? guardSql(text) : guardInfluxQl(text), language }
}

interface Range {
  start: number
  end: number
}

function rangeOf(start: number | undefined, end: number | undefined): Range | undefined {
  if (start === undefined && end === undefined) return undefined
  const isTime = (time: number | undefined) => time !== undefined && Number.isFinite(time) && Math.abs(time) < 1e11
  if (start === undefined || end === undefined || !isTime(start) || !isTime(end) || start >= end) {
    throw new AppError('invalid_input', 'start and end are no window.', {
      hint: 'Give both as unix seconds, start first.',
    })
  }
  return { start, end }
}

function filterOf(language: InfluxLanguage, range: Range | undefined): string {
  if (range === undefined) {
    throw new AppError('invalid_input', 'The query uses $timeFilter without a window.', { hint: 'Give start and end.' })
  }
  const at = (seconds: number) => `'${new Date(seconds * 1000).toISOString()}'`
  const literal = (seconds: number) => (language === 'sql' ? `TIMESTAMP ${at(seconds)}` : at(seconds))
  return `time >= ${literal(range.start)} AND time <= ${literal(range.end)}`
}
