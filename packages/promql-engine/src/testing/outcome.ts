import { AppError } from '@ocp-perf/errors'
import { type Frame, labelsKey } from '@ocp-perf/promql'
import { z } from 'zod'
import type { Engine } from '../engine.ts'
import type { Grid } from '../evaluate/value.ts'

/** A question as both sides are asked it: at one time, or at the steps of a range. */
export interface Question {
  text: string
  grid: Grid
  kind: 'instant' | 'range'
}

/** What came of it, as far as both sides must agree: the points of each label set by unix milliseconds, or an error. */
export type Outcome =
  | { kind: 'error'; message: string }
  | { kind: 'answer'; type: string; text: string; series: ReadonlyMap<string, ReadonlyMap<number, number>> }

/** What the engine says. */
export async function askEngine(engine: Engine, question: Question): Promise<Outcome> {
  try {
    const { type, text = '', frame } = await engine.query(question)
    return { kind: 'answer', type, text, series: seriesOf(frame) }
  } catch (error) {
    if (error instanceof AppError) return { kind: 'error', message: error.message }
    throw error
  }
}

/** A frame of whichever source, for comparing it with another. */
export function outcomeOf(frame: Frame): Outcome {
  return { kind: 'answer', type: 'frame', text: '', series: seriesOf(frame) }
}

function seriesOf({ series }: Frame): ReadonlyMap<string, ReadonlyMap<number, number>> {
  return new Map(
    series.map(({ labels, times, values }) => {
      const points = [...times].map((time, index) => [Math.round(time * 1000), values[index] ?? Number.NaN] as const)
      return [labelsKey(labels), new Map(points)]
    }),
  )
}

const point = z.tuple([z.number(), z.string()])
const seriesSchema = z.object({
  metric: z.record(z.string(), z.string()),
  value: point.optional(),
  values: z.array(point).optional(),
})
const replySchema = z.discriminatedUnion('status', [
  z.object({ status: z.literal('error'), error: z.string() }),
  z.object({
    status: z.literal('success'),
    data: z.discriminatedUnion('resultType', [
      z.object({ resultType: z.literal('scalar'), result: point }),
      z.object({ resultType: z.literal('string'), result: point }),
      z.object({ resultType: z.enum(['vector', 'matrix']), result: z.array(seriesSchema) }),
    ]),
  }),
])

/** What a Prometheus says. */
export async function askPrometheus(
  url: string,
  { text, grid, kind }: Question,
  signal?: AbortSignal,
): Promise<Outcome> {
  const { start, step, count } = grid
  const times =
    kind === 'instant'
      ? { time: seconds(start) }
      : { start: seconds(start), end: seconds(start + step * (count - 1)), step: seconds(step) }
  const response = await fetch(`${url}/api/v1/${kind === 'instant' ? 'query' : 'query_range'}`, {
    method: 'POST',
    body: new URLSearchParams({ query: text, ...times }),
    signal: AbortSignal.any([AbortSignal.timeout(20_000), ...(signal === undefined ? [] : [signal])]),
  })
  const reply = replySchema.parse(await response.json())
  if (reply.status === 'error') return { kind: 'error', message: reply.error }
  const { data } = reply
  if (data.resultType === 'string') return { kind: 'answer', type: 'string', text: data.result[1], series: new Map() }
  const found = data.resultType === 'scalar' ? [{ metric: {}, values: [data.result] }] : data.result
  return { kind: 'answer', type: data.resultType, text: '', series: new Map(found.map((one) => pointsOf(one))) }
}

function pointsOf({ metric, value, values }: z.infer<typeof seriesSchema>): [string, Map<number, number>] {
  const points = values ?? (value === undefined ? [] : [value])
  return [labelsKey(metric), new Map(points.map(([time, written]) => [Math.round(time * 1000), readValue(written)]))]
}

/** The release of a Prometheus: `[2, 53]`. */
export async function versionOf(url: string): Promise<readonly [major: number, minor: number]> {
  const response = await fetch(`${url}/api/v1/status/buildinfo`, { signal: AbortSignal.timeout(20_000) })
  const reply = z.object({ data: z.object({ version: z.string() }) }).parse(await response.json())
  const [major, minor] = reply.data.version.split('.').map(Number)
  return [major ?? Number.NaN, minor ?? Number.NaN]
}

const seconds = (milliseconds: number) => (milliseconds / 1000).toFixed(3)

function readValue(written: string): number {
  if (written === '+Inf') return Number.POSITIVE_INFINITY
  return written === '-Inf' ? Number.NEGATIVE_INFINITY : Number(written)
}

/** Where two outcomes differ by more than rounding; undefined where they agree. Of errors, only that there is one counts. */
export function differenceOf(ours: Outcome, theirs: Outcome): string | undefined {
  if (ours.kind === 'error' || theirs.kind === 'error') {
    if (ours.kind === theirs.kind) return undefined
    return `ours: ${describe(ours)}; Prometheus: ${describe(theirs)}`
  }
  if (ours.type !== theirs.type || ours.text !== theirs.text) return `${describe(ours)} and not ${describe(theirs)}`
  for (const key of new Set([...ours.series.keys(), ...theirs.series.keys()])) {
    const mine = ours.series.get(key) ?? new Map<number, number>()
    const wanted = theirs.series.get(key) ?? new Map<number, number>()
    for (const time of new Set([...mine.keys(), ...wanted.keys()])) {
      const [a, b] = [mine.get(time), wanted.get(time)]
      if (a === undefined || b === undefined || !isEqual(a, b)) {
        return `${key || '{}'} at ${time / 1000}: ${a ?? 'nothing'} and not ${b ?? 'nothing'}`
      }
    }
  }
  return undefined
}

const tolerance = 1e-9
/** What differences of equal numbers leave, in one order of adding or another; the samples are of the order of 1. */
const nothingLeft = 1e-12

function isEqual(a: number, b: number): boolean {
  if (Object.is(a, b) || a === b) return true
  return Math.abs(a - b) <= Math.max(tolerance * Math.max(Math.abs(a), Math.abs(b)), nothingLeft)
}

function describe(outcome: Outcome): string {
  if (outcome.kind === 'error') return `the error "${outcome.message}"`
  return `a ${outcome.type} of ${outcome.series.size} series`
}
