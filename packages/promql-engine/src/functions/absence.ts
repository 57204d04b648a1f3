import type { LabelMatcher, Labels } from '@ocp-perf/promql'
import type { MatrixValue, Value, VectorSeries } from '../evaluate/value.ts'
import { metricName } from '../samples/label-of.ts'
import { compileMatcher } from '../samples/match.ts'
import { firstIndexFrom } from '../samples/time-columns.ts'
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

/** What a selector says of the labels that its series would have: those that are asked for once, by equality. */
function labelsOf(argument: Expression | undefined): Labels {
  if (argument?.kind === 'parentheses') return labelsOf(argument.expression)
  const selector = argument?.kind === 'matrix-selector' ? argument.selector : argument
  if (selector?.kind !== 'vector-selector') return {}
  const known = new Map<string, string>()
  const asked = new Set<string>()
  for (const { label, op, value } of inOrderOfLookUp(selector.matchers)) {
    if (label === metricName) continue
    // Of two equalities neither is told; one after another matcher is, as Prometheus has always done it.
    if (op !== '=' || asked.has(label)) known.delete(label)
    else {
      asked.add(label)
      if (value !== '') known.set(label, value)
    }
  }
  return Object.fromEntries(known)
}

/** Prometheus' storage moves the matchers that only take series away behind the others, and `absent` sees them so. */
function inOrderOfLookUp(matchers: readonly LabelMatcher[]): LabelMatcher[] {
  const takesAway = (matcher: LabelMatcher) => matcher.op.startsWith('!') && compileMatcher(matcher)('')
  return [...matchers.filter((one) => !takesAway(one)), ...matchers.filter(takesAway)]
}
