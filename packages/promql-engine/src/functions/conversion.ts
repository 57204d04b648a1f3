import { scalarAt, vectorAt } from './arguments.ts'
import type { FunctionSpec } from './function-spec.ts'

/** Functions between scalars and vectors, and the one constant. */
export const conversionFunctions: readonly FunctionSpec[] = [
  {
    name: 'vector',
    args: ['scalar'],
    returns: 'vector',
    implementation: {
      kind: 'whole',
      apply: (args, { grid }) => {
        const { values } = scalarAt(args, 0)
        return { type: 'vector', series: [{ labels: {}, values, present: new Uint8Array(grid.count).fill(1) }] }
      },
    },
  },
  {
    name: 'scalar',
    args: ['vector'],
    returns: 'scalar',
    implementation: {
      kind: 'whole',
      apply: (args, { grid }) => {
        const { series } = vectorAt(args, 0)
        const values = new Float64Array(grid.count).fill(Number.NaN)
        for (let step = 0; step < grid.count; step++) {
          const [only, ...others] = series.filter(({ present }) => present[step] === 1)
          if (only !== undefined && others.length === 0) values[step] = only.values[step] ?? Number.NaN
        }
        return { type: 'scalar', values }
      },
    },
  },
  {
    name: 'pi',
    args: [],
    returns: 'scalar',
    implementation: {
      kind: 'whole',
      apply: (_args, { grid }) => ({ type: 'scalar', values: new Float64Array(grid.count).fill(Math.PI) }),
    },
  },
]
