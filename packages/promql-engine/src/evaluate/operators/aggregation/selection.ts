import type { VectorSeries } from '../../value.ts'

/** Which points of the input an aggregation keeps: one column a series, in the order of the input. */
export interface Selection {
  keep(series: number, step: number): void
  /** The series that kept a point, with their own labels. */
  series(): VectorSeries[]
}

export function createSelection(series: readonly VectorSeries[], steps: number): Selection {
  const kept = new Map<number, Uint8Array>()
  return {
    keep(index, step) {
      let present = kept.get(index)
      if (present === undefined) {
        present = new Uint8Array(steps)
        kept.set(index, present)
      }
      present[step] = 1
    },
    series: () =>
      // An instant answer comes in the order in which its points were kept, as Prometheus gives it.
      (steps === 1 ? [...kept] : [...kept].sort(([a], [b]) => a - b)).flatMap(([index, present]) => {
        const one = series[index]
        return one === undefined ? [] : [{ labels: one.labels, values: one.values, present }]
      }),
  }
}
