import type { Frame } from '@ocp-perf/promql'
import type { EngineAnswer } from '../engine.ts'

/** An engine's answer as the HTTP client gives it: a frame holds numbers, so the text of a string travels as a label. */
export function frameOfAnswer({ type, text = '', frame }: EngineAnswer, timeMs: number): Frame {
  if (type !== 'string') return frame
  const series = { labels: { value: text }, times: Float64Array.of(timeMs / 1000), values: Float64Array.of(Number.NaN) }
  return { ...frame, series: [series] }
}
