import type { ScalarValue } from './value.ts'

/** The scalar arguments of a call, step by step. */
export interface ScalarColumns {
  /** At this step, in order. The same array is filled anew each time. */
  at(step: number): readonly number[]
}

/** Most scalar arguments are the same at every step: then the array is filled once. */
export function createScalarColumns(columns: readonly ScalarValue[]): ScalarColumns {
  const current = columns.map(({ values }) => values[0] ?? Number.NaN)
  if (columns.every(({ values }) => values.every((value) => Object.is(value, values[0])))) return { at: () => current }
  return {
    at(step) {
      for (const [index, { values }] of columns.entries()) current[index] = values[step] ?? Number.NaN
      return current
    },
  }
}
