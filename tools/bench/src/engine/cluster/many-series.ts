import type { StoredSeries } from '@ocp-perf/promql-engine'
import { plainColumn, repeatableRandom } from './columns.ts'
import type { ClusterOptions } from './synthetic-cluster.ts'

/** As many series of one counter, over fifty pods of twenty jobs. */
export function* manySeries(name: string, count: number, { seed, start, steps, stepSeconds }: ClusterOptions) {
  const times = Float64Array.from({ length: steps }, (_, step) => start + step * stepSeconds * 1000)
  for (let index = 0; index < count; index++) {
    const series: StoredSeries = {
      labels: {
        __name__: name,
        job: `job-${index % 20}`,
        pod: `app-${index % 50}`,
        path: `/api/v1/items/${index}`,
        code: index % 7 === 0 ? '500' : '200',
      },
      times,
      values: plainColumn(
        { kind: 'counter', perSecond: 3, whole: true },
        {
          steps,
          stepSeconds,
          restartStep: index % 10 === 0 ? steps >> 1 : undefined,
          random: repeatableRandom(seed + index),
        },
      ),
    }
    yield series
  }
}
