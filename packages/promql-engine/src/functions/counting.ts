import type { FunctionSpec } from './function-spec.ts'

/** Functions that count what happens between neighbouring samples. */
export const countingFunctions: readonly FunctionSpec[] = [
  counting('resets', (previous, value) => value < previous),
  counting('changes', (previous, value) => value !== previous && !(Number.isNaN(value) && Number.isNaN(previous))),
]

function counting(name: string, happened: (previous: number, value: number) => boolean): FunctionSpec {
  return {
    name,
    args: ['matrix'],
    returns: 'vector',
    implementation: {
      kind: 'window',
      apply: ({ values, from, to }) => {
        let count = 0
        for (let index = from + 1; index < to; index++) {
          if (happened(values[index - 1] ?? Number.NaN, values[index] ?? Number.NaN)) count++
        }
        return count
      },
    },
  }
}
