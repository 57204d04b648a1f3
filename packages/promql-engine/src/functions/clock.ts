import { withoutName } from '../evaluate/operators/labels.ts'
import { lastStep, stepTimes } from '../evaluate/times.ts'
import type { Grid, Value, VectorSeries } from '../evaluate/value.ts'
import { vectorAt } from './arguments.ts'
import type { CallContext, FunctionSpec } from './function-spec.ts'

/** Functions of the time of evaluation, and of when samples were taken. */
export const clockFunctions: readonly FunctionSpec[] = [
  {
    name: 'time',
    args: [],
    returns: 'scalar',
    readsTime: true,
    implementation: {
      kind: 'whole',
      apply: (_args, { grid }) => ({
        type: 'scalar',
        values: stepTimes(grid).map((time) => time / 1000),
      }),
    },
  },
  {
    name: 'timestamp',
    args: ['vector'],
    returns: 'vector',
    readsTime: true,
    implementation: { kind: 'whole', apply: timestamp },
  },
  ofQuery('start', (query) => query.start),
  ofQuery('end', lastTime),
  ofQuery('range', (query) => lastTime(query) - query.start),
  // An instant query has no step.
  ofQuery('step', (query) => (lastTime(query) > query.start ? query.step : 0)),
]

function ofQuery(name: string, milliseconds: (queryGrid: Grid) => number): FunctionSpec {
  return {
    name,
    args: [],
    returns: 'scalar',
    implementation: {
      kind: 'whole',
      apply: (_args, { grid, queryGrid }) => ({
        type: 'scalar',
        values: new Float64Array(grid.count).fill(milliseconds(queryGrid) / 1000),
      }),
    },
  }
}

function lastTime(query: Grid): number {
  return query.end ?? lastStep(query)
}

function timestamp(args: readonly Value[], { grid }: CallContext): Value {
  const steps = stepTimes(grid)
  const series = vectorAt(args, 0).series.map(
    ({ labels, present, times }): VectorSeries => ({
      labels: withoutName(labels),
      present,
      // What is not a selector has its points at the steps themselves.
      values: (times ?? steps).map((time) => time / 1000),
    }),
  )
  return { type: 'vector', series }
}
