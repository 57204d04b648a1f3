import type { Catalog, Collected, Metric } from '@ocp-perf/metrics'
import type { Row } from '@ocp-perf/panel'
import { labelsKey } from '@ocp-perf/promql'
import { fleetOutliers } from '@ocp-perf/stats'
import { groupBy } from '../evaluate/group-by.ts'

/** A node that stands apart from the fleet in one metric. */
export interface Outlier {
  metric: Metric
  node: string
  /** Of its row: the node, and what tells its rows of this metric apart, such as a device. */
  labels: Row['labels']
  /** The mean over the window, in the metric's unit. */
  value: number
  /** The median of the same over all nodes, this one included. */
  fleet: number
  /** Robust z: how far apart it is, in units of the fleet's spread; positive above. */
  z: number
  /** Whether it is apart on the side that is worse for the metric; undefined where neither side is. */
  worse: boolean | undefined
}

export interface FleetComparison {
  /** Those worse than the fleet first, the furthest first. */
  outliers: readonly Outlier[]
  /** Metrics of which at least one kind of row had enough nodes to be compared. */
  compared: readonly Metric[]
  /** Metrics whose rows are of too few nodes. */
  uncompared: readonly Metric[]
  nodes: number
}

/** Fewer nodes than this have no middle that one of them could be far from. */
export const fewestNodes = 5

/** A fleet in which all are nearly alike has outliers that do not matter: a factor between value and median; our own choice. */
const fewestTimes = 1.5

/**
 * Holds each node against the fleet: for every metric that is keyed by node, and every kind of row of it (device, CPU), the mean
 * over the window by robust z. A difference below the metric's noise, or by less than a factor of 1.5, is none.
 */
export function compareNodes({ panel }: Pick<Collected, 'panel'>, catalog: Catalog): FleetComparison {
  const nodes = new Set<string>()
  const found = panel.metrics.map(({ id, rows }) => {
    const metric = catalog.metric(id)
    // Times of boots and the like are no measure of how a node does.
    const byNode = metric.unit === 'timestamp' ? [] : rows.filter(isOfNode)
    for (const { labels } of byNode) nodes.add(labels.node)
    const kinds = [...groupBy(byNode, kindOf).values()].filter((kind) => kind.length >= fewestNodes)
    return { metric, byNode, kinds, outliers: kinds.flatMap((kind) => outliersOf(metric, kind)) }
  })
  const measured = found.filter(({ byNode }) => byNode.length > 0)
  return {
    outliers: found
      .flatMap(({ outliers }) => outliers)
      .sort((a, b) => Number(b.worse ?? false) - Number(a.worse ?? false) || Math.abs(b.z) - Math.abs(a.z)),
    compared: measured.flatMap(({ metric, kinds }) => (kinds.length > 0 ? [metric] : [])),
    uncompared: measured.flatMap(({ metric, kinds }) => (kinds.length === 0 ? [metric] : [])),
    nodes: nodes.size,
  }
}

type NodeRow = Row & { labels: { node: string }; mean: number }

function isOfNode(row: Row): row is NodeRow {
  return row.labels.node !== undefined && row.mean !== null
}

/** What a row is of, whichever node has it; what a node's role adds to rows does not part them. */
function kindOf({ labels }: NodeRow): string {
  const { node, role, ...kind } = labels
  return labelsKey(kind)
}

function outliersOf(metric: Metric, rows: readonly NodeRow[]): Outlier[] {
  const values = Float64Array.from(rows, ({ mean }) => mean)
  const { outliers, scores, middle } = fleetOutliers(values, { minimumMembers: fewestNodes })
  return outliers.flatMap((index) => {
    const row = rows[index]
    const z = scores[index] ?? Number.NaN
    if (row === undefined || !matters(metric, row.mean, middle)) return []
    const worse = metric.better === 'none' ? undefined : z > 0 === (metric.better === 'lower')
    return [{ metric, node: row.labels.node, labels: row.labels, value: row.mean, fleet: middle, z, worse }]
  })
}

function matters({ noise = 0 }: Metric, value: number, fleet: number): boolean {
  const [larger, smaller] = [Math.max(Math.abs(value), Math.abs(fleet)), Math.min(Math.abs(value), Math.abs(fleet))]
  return Math.abs(value - fleet) >= noise && larger >= fewestTimes * smaller
}
