import type { Samples } from '../samples.ts'
import type { Course } from './detector.ts'
import type { Settings } from './options.ts'
import { seasonalFrom } from './seasonality.ts'
import { lengthOf } from './words.ts'

const day = 86_400

/** Of auto: whether days and weeks repeat, which decides what a sample is compared with. */
export function describeChoice({ samples, step, method }: Course): string | undefined {
  if (method?.season === undefined) return undefined
  const { daily, weekly } = method.season.found
  const size = `${samples} samples, ${lengthOf(step)} apart`
  if (Number.isNaN(daily)) {
    return `${size}: shorter than two days, so that each is compared with those before it, whatever the time of day`
  }
  const found = `autocorrelation after a day ${daily.toFixed(2)}`
  if (daily < seasonalFrom) return `${size}; days do not repeat (${found}), so that the time of day does not count`
  const weeks = weekly >= seasonalFrom ? `, and weeks do too (${weekly.toFixed(2)})` : ''
  return `${size}; days repeat (${found})${weeks}, so that each is compared with the same time of other days`
}

/** What a reader of the answer should know beside it. */
export function describeNotes(course: Course, settings: Settings, { times, values }: Samples): string[] {
  const { samples, dropped, disordered, gaps, step, method } = course
  const notes: string[] = []
  const finite = values.filter(Number.isFinite)
  if (method !== undefined && samples < method.needed)
    notes.push(`Judges from ${method.needed} samples on; there are ${samples}.`)
  if (settings.method === 'seasonal' && !(spanOf(times) >= 2 * day)) {
    notes.push('Shorter than two days: compared with the median of the samples before, whatever the time of day.')
  }
  if (finite.length > 0 && finite.every((value) => value === finite[0]))
    notes.push(`All ${samples} samples are the same.`)
  if (dropped > 0) notes.push(`${dropped} values are no number and were left out.`)
  if (disordered > 0) notes.push(`${disordered} samples are older than the one before and count at its time.`)
  const [longest] = [...gaps].sort((a, b) => b.to - b.from - (a.to - a.from))
  if (longest !== undefined) {
    notes.push(
      `${gaps.length === 1 ? 'One gap' : `${gaps.length} gaps`} of more than 5 steps of ${lengthOf(step)}, the longest of ${lengthOf(longest.to - longest.from)}.`,
    )
  }
  return notes
}

function spanOf(times: Float64Array): number {
  return (times.at(-1) ?? 0) - (times[0] ?? 0)
}
