import type { Measured } from '@ocp-perf/analysis'
import type { Frame, Labels } from '@ocp-perf/promql'

type MetricResult = Measured['panel']['metrics'][number]

/** A measurement of a cluster with workers besides: each has the rows and points of the nodes that members run on. */
export function withWorkers(measured: Measured, count: number): Measured {
  const workers = Array.from({ length: count }, (_, index) => `worker-${index}`)
  const copies = <Item>(
    items: readonly Item[],
    labelsOf: (item: Item) => Labels,
    as: (item: Item, labels: Labels) => Item,
  ) => {
    const ofNodes = items.filter((item) => isOfNode(labelsOf(item)))
    const first = ofNodes[0] === undefined ? undefined : labelsOf(ofNodes[0]).node
    const model = ofNodes.filter((item) => labelsOf(item).node === first)
    return workers.flatMap((node) => model.map((item) => as(item, { ...labelsOf(item), node })))
  }
  const widerResult = (result: MetricResult): MetricResult => ({
    ...result,
    rows: [
      ...result.rows,
      ...copies(
        result.rows,
        ({ labels }) => labels,
        (row, labels) => ({ ...row, labels }),
      ),
    ],
  })
  const widerFrame = (frame: Frame): Frame => ({
    ...frame,
    series: [
      ...frame.series,
      ...copies(
        frame.series,
        ({ labels }) => labels,
        (series, labels) => ({
          labels,
          times: series.times.slice(),
          values: series.values.slice(),
        }),
      ),
    ],
  })
  return {
    ...measured,
    panel: { ...measured.panel, metrics: measured.panel.metrics.map(widerResult) },
    frames: new Map([...measured.frames].map(([id, frame]) => [id, widerFrame(frame)])),
  }
}

function isOfNode({ node, member }: Labels): boolean {
  return node !== undefined && member === undefined
}
