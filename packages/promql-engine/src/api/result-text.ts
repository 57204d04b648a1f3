import type { Series } from '@ocp-perf/promql'
import type { EngineAnswer } from '../engine.ts'
import { formatPlain } from '../evaluate/operators/format-plain.ts'
import { formatTime, formatValue } from './format-sample.ts'
import { labelsToJson, toJson } from './json.ts'

type ResultType = EngineAnswer['type']

/** One text of a series holds no more points than this. */
const pointsOfPiece = 4096

/** The `data` of a query's reply, piece by piece. @param timeMs when a string, which has no samples, was evaluated. */
export function* resultText(type: ResultType, answer: EngineAnswer, timeMs: number): Generator<string> {
  yield `{"resultType":"${type}","result":`
  const { frame, text = '' } = answer
  if (type === 'string') yield `[${formatTime(timeMs / 1000)},${toJson(text)}]`
  else if (type === 'scalar') yield scalarText(frame.series[0], timeMs)
  else yield* seriesText(type, frame.series)
  yield '}'
}

/** Unlike the values of series, a scalar is written without an exponent, however large or small. */
function scalarText(series: Series | undefined, timeMs: number): string {
  const [time = timeMs / 1000, value = Number.NaN] = [series?.times[0], series?.values[0]]
  return `[${formatTime(time)},"${formatPlain(value)}"]`
}

function* seriesText(type: 'vector' | 'matrix', all: readonly Series[]): Generator<string> {
  let before = '['
  for (const { labels, times, values } of all) {
    yield `${before}{"metric":${labelsToJson(labels)},`
    if (type === 'vector') yield `"value":${pointText(times[0] ?? 0, values[0] ?? Number.NaN)}}`
    else yield* pointsText(times, values)
    before = ','
  }
  yield before === '[' ? '[]' : ']'
}

function* pointsText(times: Float64Array, values: Float64Array): Generator<string> {
  let text = '"values":['
  for (const [index, time] of times.entries()) {
    text += `${index === 0 ? '' : ','}${pointText(time, values[index] ?? Number.NaN)}`
    if (index % pointsOfPiece !== pointsOfPiece - 1) continue
    yield text
    text = ''
  }
  yield `${text}]}`
}

function pointText(time: number, value: number): string {
  return `[${formatTime(time)},"${formatValue(value)}"]`
}
