import type { Labels } from '@ocp-perf/promql'
import { firstIndexFrom } from '../evaluate/times.ts'
import type { MatrixValue, Value, VectorSeries } from '../evaluate/value.ts'
import type { Expression } from '../syntax/ast.ts'
import { matrixAt, vectorAt } from './arguments.ts'
import type { CallContext, FunctionSpec } from './function-spec.ts'

/** Functions that have a point where their argument has none. */
export const absenceFunctions: readonly FunctionSpec[] = [
  {
    name: 'absent',
    args: ['vector'],
    returns: 'vector',
    implementation: {
      kind: 'whole',
      apply: (args, context) => {
        const { series } = vectorAt(args, 0)
        return absence(context, (step) => series.some(({ present }) => present[step] === 1))
      },
    },
  },
  {
    name: 'absent_over_time',
    args: ['matrix'],
    returns: 'vector',
    implementation: {
      kind: 'whole',
      apply: (args, context) => {
        const matrix = matrixAt(args, 0)
        return absence(context, (step) => hasSample(matrix, step))
      },
    },
  },
]

function absence({ args, grid }: CallContext, isThere: (step: number) => boolean): Value {
  const present = Uint8Array.from({ length: grid.count }, (_, step) => (isThere(step) ? 0 : 1))
  const series: VectorSeries = {
    labels: labelsOf(args[0]),
    values: new Float64Array(grid.count).fill(1),
    present,
  }
  return { type: 'vector', series: present.includes(1) ? [series] : [] }
}

function hasSample({ series, ends, range, leftClosed }: MatrixValue, step: number): boolean {
  const end = ends[step] ?? Number.NaN
  const start = end - range
  return series.some(({ times }) => {
    const last = times[firstIndexFrom(times, end, true) - 1]
    return last !== undefined && (leftClosed ? last >= start : last > start)
  })
}

const nameLabel = '__name__'

/** What a selector says of the labels that its series would have: those that one matcher asks for, by equality. */
function labelsOf(argument: Expression | undefined): Labels {
  if (argument?.kind === 'parentheses') return labelsOf(argument.expression)
  const selector = argument?.kind === 'matrix-selector' ? argument.selector : argument
  if (selector?.kind !== 'vector-selector') return {}
  const known = new Map<string, string>()
  const asked = new Set([nameLabel])
  for (const { label, op, value } of selector.matchers) {
    if (op === '=' && value !== '' && !asked.has(label)) known.set(label, value)
    else known.delete(label)
    asked.add(label)
  }
  return Object.fromEntries(known)
}
