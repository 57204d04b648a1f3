import { withoutName } from '../evaluate/operators/labels.ts'
import { stepTimes } from '../evaluate/times.ts'
import type { Value } from '../evaluate/value.ts'
import { vectorAt } from './arguments.ts'
import type { CallContext, FunctionSpec } from './function-spec.ts'

const daySeconds = 86_400
const lengths = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31] as const

/** Functions of the UTC date and time that a value stands for in unix seconds; of the step's time without an argument. */
export const calendarFunctions: readonly FunctionSpec[] = [
  ofDate('minute', (seconds) => Math.floor(secondOfDay(seconds) / 60) % 60),
  ofDate('hour', (seconds) => Math.floor(secondOfDay(seconds) / 3600)),
  // 1970 began on a Thursday.
  ofDate('day_of_week', (seconds) => modulo(dayNumber(seconds) + 4, 7)),
  ofDate('day_of_month', (seconds) => dateOf(dayNumber(seconds)).day),
  ofDate('day_of_year', (seconds) => {
    const day = dayNumber(seconds)
    return day - firstDayOfYear(dateOf(day).year) + 1
  }),
  ofDate('days_in_month', (seconds) => {
    const { year, month } = dateOf(dayNumber(seconds))
    return month === 2 && isLeap(year) ? 29 : (lengths[month - 1] ?? Number.NaN)
  }),
  ofDate('month', (seconds) => dateOf(dayNumber(seconds)).month),
  ofDate('year', (seconds) => dateOf(dayNumber(seconds)).year),
]

function ofDate(name: string, of: (seconds: number) => number): FunctionSpec {
  // What is no time has no date; Prometheus answers with one that depends on the processor.
  const part = (value: number) => (Math.abs(value) <= Number.MAX_SAFE_INTEGER ? of(Math.trunc(value)) : Number.NaN)
  return {
    name,
    args: ['vector'],
    optional: 1,
    returns: 'vector',
    readsTime: true,
    implementation: { kind: 'whole', apply: (args, context) => mapDates(args, context, part) },
  }
}

function mapDates(args: readonly Value[], { grid }: CallContext, part: (value: number) => number): Value {
  if (args.length === 0) {
    const values = stepTimes(grid).map((time) => part(time / 1000))
    return { type: 'vector', series: [{ labels: {}, values, present: new Uint8Array(grid.count).fill(1) }] }
  }
  const series = vectorAt(args, 0).series.map(({ labels, present, values }) => ({
    labels: withoutName(labels),
    present,
    values: values.map(part),
  }))
  return { type: 'vector', series }
}

function dayNumber(seconds: number): number {
  return Math.floor(seconds / daySeconds)
}

function secondOfDay(seconds: number): number {
  return modulo(seconds, daySeconds)
}

/** The date of a day counted from 1970-01-01, in the Gregorian calendar of any year. */
function dateOf(day: number): { year: number; month: number; day: number } {
  // The guess is at most a year too late or too early.
  let year = 1970 + Math.floor(day / 365.2425)
  if (day < firstDayOfYear(year)) year--
  else if (day >= firstDayOfYear(year + 1)) year++
  let rest = day - firstDayOfYear(year)
  for (const [index, length] of lengths.entries()) {
    const days = index === 1 && isLeap(year) ? 29 : length
    if (rest < days) return { year, month: index + 1, day: rest + 1 }
    rest -= days
  }
  throw new RangeError(`A year has no day ${rest}.`)
}

function firstDayOfYear(year: number): number {
  const before = year - 1
  const leapDays = Math.floor(before / 4) - Math.floor(before / 100) + Math.floor(before / 400)
  // 719,162 days lie between the first days of the years 1 and 1970.
  return before * 365 + leapDays - 719_162
}

function isLeap(year: number): boolean {
  return modulo(year, 4) === 0 && (modulo(year, 100) !== 0 || modulo(year, 400) === 0)
}

function modulo(value: number, divisor: number): number {
  return ((value % divisor) + divisor) % divisor
}
