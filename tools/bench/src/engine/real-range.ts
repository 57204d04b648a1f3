import type { Labels } from '@ocp-perf/promql'
import { z } from 'zod'

const replySchema = z.object({
  data: z.object({
    result: z.array(
      z.object({
        metric: z.record(z.string(), z.string()),
        values: z.array(z.tuple([z.number(), z.string()])),
      }),
    ),
  }),
})

export interface RangeGrid {
  /** Unix seconds. */
  start: number
  step: number
  count: number
}

export interface RealSeries {
  labels: Labels
  times: Float64Array
  values: Float64Array
}

const timeoutMs = 60_000

/** The body of Prometheus' answer to a range query, read and not parsed: what the server takes, not what a client adds. */
export async function askRange(url: string, text: string, grid: RangeGrid): Promise<string> {
  const body = new URLSearchParams({
    query: text,
    start: String(grid.start),
    end: String(grid.start + grid.step * (grid.count - 1)),
    step: String(grid.step),
  })
  const response = await fetch(`${url}/api/v1/query_range`, {
    method: 'POST',
    body,
    signal: AbortSignal.timeout(timeoutMs),
  })
  const reply = await response.text()
  if (!response.ok) throw new Error(`Prometheus answered ${response.status} to ${text}: ${reply.slice(0, 500)}`)
  return reply
}

export function readRange(reply: string): RealSeries[] {
  return replySchema.parse(JSON.parse(reply)).data.result.map(({ metric, values }) => ({
    labels: metric,
    times: Float64Array.from(values, ([time]) => time),
    values: Float64Array.from(values, ([, value]) => numberOf(value)),
  }))
}

function numberOf(text: string): number {
  if (text === '+Inf') return Number.POSITIVE_INFINITY
  return text === '-Inf' ? Number.NEGATIVE_INFINITY : Number(text)
}
