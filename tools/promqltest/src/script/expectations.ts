import { AppError } from '@ocp-perf/errors'
import { durationSeconds, unquote } from '@ocp-perf/promql'
import { RE2JS, RE2JSException } from 're2js'
import type { EvalCommand, ExpectedResult, NotedSeries, Steps, TextTest } from './script.ts'
import { readNumber, readSeries } from './series-notation.ts'

type Expectations = Pick<EvalCommand, 'fail' | 'warnings' | 'infos' | 'noWarnings' | 'noInfos' | 'ordered' | 'result'>

/** What `eval_warn` and the like say before the first line of expectations. */
export type Mode = 'fail' | 'warn' | 'info' | 'ordered' | undefined

const expectLine = /^expect\s+(ordered|fail|warn|no_warn|info|no_info)(?:\s+(regex|msg):(.+))?$/
const rangeLine = /^expect range vector\s+from\s+(\S+)\s+to\s+(\S+)\s+step\s+(\S+)$/
const anything: TextTest = { kind: 'any' }

/**
 * Reads the lines after an `eval` line.
 *
 * @throws AppError `invalid_input` for a line of another form, and for lines that contradict each other.
 */
export function readExpectations(lines: readonly string[], mode: Mode, instant: boolean): Expectations {
  const said: Record<string, TextTest[]> = {}
  if (mode !== undefined) said[mode] = [anything]
  const series: NotedSeries[] = []
  let window: Steps | undefined
  let result: ExpectedResult | undefined
  for (const line of lines) {
    if (line.startsWith('expect range vector')) window = readWindow(line)
    else if (line.startsWith('expect string')) result = { kind: 'string', text: readText(line) }
    else if (line.split(' ')[0] === 'expect') readExpect(line, said)
    else if (mode === 'fail' && /^expected_fail_(message|regexp)\b/.test(line)) said.fail = [readOldFailure(line)]
    else if (readNumber(line) !== undefined) result = { kind: 'scalar', value: readNumber(line) ?? Number.NaN }
    else series.push(readSeries(line))
  }
  checkContradictions(said)
  if (instant && window === undefined && series.some(({ points }) => points.length > 1)) {
    throw invalid('An instant query has one point a series, unless "expect range vector" says where its points are')
  }
  return {
    fail: said.fail?.[0],
    warnings: said.warn ?? [],
    infos: said.info ?? [],
    noWarnings: said.no_warn !== undefined,
    noInfos: said.no_info !== undefined,
    ordered: said.ordered !== undefined,
    result: result ?? { kind: 'series', series, window },
  }
}

/** Milliseconds of a Prometheus duration. @throws AppError `invalid_input` for any other text. */
export function readDuration(text: string): number {
  const seconds = durationSeconds(text)
  if (seconds === undefined) throw invalid(`${JSON.stringify(text)} is not a duration such as 1h30m`)
  return Math.round(seconds * 1000)
}

/** @throws AppError `invalid_input` for what is no duration, an end before the start and a step of nothing. */
export function readSteps(from: string, to: string, step: string): Steps {
  const steps = { startMs: readDuration(from), endMs: readDuration(to), stepMs: readDuration(step) }
  if (steps.endMs < steps.startMs) throw invalid(`The end ${to} is before the start ${from}`)
  if (steps.stepMs === 0) throw invalid('A step must be longer than nothing')
  return steps
}

function readExpect(line: string, said: Record<string, TextTest[]>): void {
  const [, kind, form, text = ''] = expectLine.exec(line) ?? []
  if (kind === undefined) throw invalid(`${JSON.stringify(line)} is not of the form "expect TYPE [msg:|regex:]TEXT"`)
  const test: TextTest =
    form === undefined ? anything : form === 'msg' ? { kind: 'text', text: text.trim() } : readRegex(text)
  said[kind] = [...(said[kind] ?? []), test]
}

function readOldFailure(line: string): TextTest {
  const text = line.replace(/^expected_fail_(message|regexp)/, '')
  return line.startsWith('expected_fail_message') ? { kind: 'text', text: text.trim() } : readRegex(text)
}

function readRegex(text: string): TextTest {
  const regex = text.trim()
  try {
    RE2JS.compile(regex)
  } catch (error) {
    if (!(error instanceof RE2JSException)) throw error
    throw invalid(`The regular expression ${JSON.stringify(regex)} is not valid`)
  }
  return { kind: 'regex', regex }
}

function readWindow(line: string): Steps {
  const [, from = '', to = '', step = ''] = rangeLine.exec(line) ?? []
  return readSteps(from, to, step)
}

function readText(line: string): string {
  const text = unquote(line.replace(/^expect string\s*/, ''))
  if (text === undefined) throw invalid(`${JSON.stringify(line)} has no string in quotes`)
  return text
}

function checkContradictions(said: Record<string, TextTest[]>): void {
  for (const kind of ['warn', 'info']) {
    if (said[kind] !== undefined && said[`no_${kind}`] !== undefined) {
      throw invalid(`"expect ${kind}" and "expect no_${kind}" contradict each other`)
    }
  }
  if ((said.fail?.length ?? 0) > 1) throw invalid('A query fails only once: there is more than one "expect fail"')
}

function invalid(message: string): AppError {
  return new AppError('invalid_input', `${message}.`, { hint: 'See the README of Prometheus’ promqltest package.' })
}
