import { AppError } from '@ocp-perf/errors'
import { labelsKey } from '@ocp-perf/promql'
import { type Mode, readDuration, readExpectations, readSteps } from './expectations.ts'
import type { Command, EvalCommand, LoadCommand, LoadedSeries, When } from './script.ts'
import { readMetric, readNumber, readSeries } from './series-notation.ts'

const loadLine = /^load(_with_nhcb)?\s+(.+)$/i
const instantLine = /^eval(?:_(fail|warn|ordered|info))?\s+instant\s+at\s+(\S+)\s+(.+)$/i
const rangeLine = /^eval(?:_(fail|warn|info))?\s+range\s+from\s+(\S+)\s+to\s+(\S+)\s+step\s+(\S+)\s+(.+)$/i
const everySeries = 'every series'
const startTimesLine = /^(\S*)@st\s+(\S.*)$/

/**
 * Reads a script of Prometheus' promqltest format. A command that is not of the format becomes an `invalid` one, and
 * reading goes on after it. Lines are counted from 1.
 */
export function parseScript(text: string): Command[] {
  const lines = text.split('\n').map((line) => line.trim().replace(/^#.*/, ''))
  const commands: Command[] = []
  for (let at = 0; at < lines.length; at += 1) {
    const first = lines[at] ?? ''
    if (first === '') continue
    const block = blockAt(lines, at)
    commands.push(readCommand(block, at + 1))
    at += block.length - 1
  }
  return commands
}

/** A command's first line and those that belong to it: up to an empty line, a scalar, or only itself. */
function blockAt(lines: readonly string[], at: number): readonly string[] {
  const first = lines[at] ?? ''
  if (!/^(load|eval)/i.test(first)) return [first]
  let end = at + 1
  while (end < lines.length && lines[end] !== '') {
    end += 1
    if (/^eval/i.test(first) && endsExpectations(lines[end - 1] ?? '')) break
  }
  return lines.slice(at, end)
}

/** After these Prometheus' reader expects the next command. */
function endsExpectations(line: string): boolean {
  return readNumber(line) !== undefined || /^expected_fail_(message|regexp)\b/.test(line)
}

function readCommand(block: readonly string[], line: number): Command {
  const [first = '', ...others] = block
  try {
    if (/^clear\b/i.test(first)) return { kind: 'clear', line }
    if (/^load/i.test(first)) return readLoad(first, others, line)
    if (/^eval/i.test(first)) return readEval(first, others, line)
    return { kind: 'invalid', line, text: first, reason: 'There is no such command.' }
  } catch (error) {
    // One bad command must not keep the rest of a long script from being run.
    if (!(error instanceof AppError)) throw error
    return { kind: 'invalid', line, text: first, reason: error.message }
  }
}

function readLoad(first: string, others: readonly string[], line: number): LoadCommand {
  const [, suffix, step] = loadLine.exec(first) ?? []
  if (step === undefined) throw new AppError('invalid_input', '"load" needs the step between points, as in "load 30s".')
  const series: LoadedSeries[] = []
  const withStartTimes = new Set<string>()
  for (const other of others) {
    const startTimes = startTimesLine.exec(other)
    const metric = startTimes?.[1]
    // Without a metric they are meant for all series of the block.
    if (metric !== undefined) withStartTimes.add(metric === '' ? everySeries : labelsKey(readMetric(metric)))
    else series.push({ ...readSeries(other), hasStartTimes: false })
  }
  return {
    kind: 'load',
    line,
    stepMs: readDuration(step),
    series: series.map((one) => ({
      ...one,
      hasStartTimes: withStartTimes.has(everySeries) || withStartTimes.has(labelsKey(one.labels)),
    })),
    withNativeBuckets: suffix !== undefined,
  }
}

function readEval(first: string, others: readonly string[], line: number): EvalCommand {
  const { mode, when, query } = readQuestion(first)
  return { kind: 'eval', line, query, when, ...readExpectations(others, mode, when.kind === 'instant') }
}

function readQuestion(first: string): { mode: Mode; when: When; query: string } {
  const instant = instantLine.exec(first)
  if (instant !== null) {
    const [, mode, at = '', query = ''] = instant
    return { mode: modeOf(mode), when: { kind: 'instant', timeMs: readDuration(at) }, query }
  }
  const [, mode, from, to = '', step = '', query = ''] = rangeLine.exec(first) ?? []
  if (from === undefined) {
    throw new AppError(
      'invalid_input',
      'A query is "eval instant at TIME QUERY" or "eval range from TIME to TIME step DURATION QUERY".',
    )
  }
  return { mode: modeOf(mode), when: { kind: 'range', ...readSteps(from, to, step) }, query }
}

function modeOf(word: string | undefined): Mode {
  const lower = word?.toLowerCase()
  return lower === 'fail' || lower === 'warn' || lower === 'info' || lower === 'ordered' ? lower : undefined
}
