import {
  attribute,
  type ChangeCharacter,
  type ChangePair,
  type ChangePointOptions,
  type CharacterOptions,
  type CorrelateOptions,
  characterizeChange,
  correlate,
  type DetectOptions,
  detectAnomalies,
  detectChangePoints,
  type ForecastOptions,
  forecast,
  rankChanges,
  type Samples,
} from '@ocp-perf/stats'
import { type JoinRequest, joinSides } from '../join/join-sides.ts'

/** Samples with the labels that tell them apart. */
export interface LabelledSamples extends Samples {
  labels: Readonly<Record<string, string>>
}

/** Work that may take long, by name: pure functions of what can be sent to a thread. */
export const tasks = {
  detect: ({ series, options }: { series: readonly Samples[]; options: DetectOptions }) =>
    series.map((samples) => detectAnomalies(samples, options)),

  changePoints: ({ series, options }: { series: readonly Samples[]; options: ChangePointOptions }) =>
    series.map((samples) => detectChangePoints(samples, options)),

  characterize: ({ series, options }: { series: readonly Samples[]; options: CharacterOptions }): ChangeCharacter[] =>
    series.map((samples) => characterizeChange(samples, options)),

  attribute: ({ series, at, combine }: { series: readonly LabelledSamples[]; at: number; combine: 'sum' | 'mean' }) =>
    attribute(
      series.map(({ labels, ...samples }) => ({ labels, values: splitAt(samples, at).before })),
      series.map(({ labels, ...samples }) => ({ labels, values: splitAt(samples, at).after })),
      { combine },
    ),

  rank: ({ pairs }: { pairs: readonly ChangePair[] }) => rankChanges(pairs),

  forecast: ({ series, options }: { series: readonly Samples[]; options: ForecastOptions }) =>
    series.map((samples) => forecast(samples, options)),

  correlate: ({ pairs, options }: { pairs: readonly (readonly [Samples, Samples])[]; options: CorrelateOptions }) =>
    pairs.map(([one, other]) => correlate(one, other, options)),

  join: ({ left, right, request }: { left: readonly Samples[]; right: readonly Samples[]; request: JoinRequest }) =>
    joinSides(left, right, request),
} as const

export type Tasks = typeof tasks
export type TaskName = keyof Tasks

/** The values before a time, and from it on. */
export function splitAt({ times, values }: Samples, at: number): { before: Float64Array; after: Float64Array } {
  const from = times.findIndex((time) => time >= at)
  const split = from < 0 ? times.length : from
  return { before: values.subarray(0, split), after: values.subarray(split) }
}
