import { type Catalog, fewestSamples, type Limits, limitsOf, type Metric } from '@ocp-perf/metrics'
import type { MetricResult, PanelResult, Row, Window } from '@ocp-perf/panel'
import { type Frame, labelsKey } from '@ocp-perf/promql'
import { interpolate, sortedSamples } from '@ocp-perf/stats'
import type { Domain } from '../rules/rule-schema.ts'
import { groupBy } from './group-by.ts'

/** One series of a metric with its verdict and its points. */
export interface Reading {
  metric: Metric
  limits: Limits | undefined
  row: Row
  times: Float64Array
  values: Float64Array
  /** The window that it is of, of which it may fill a part. */
  window: Window
  /** Points in a row that make more than a blip. */
  lasting: number
  /** Its samples in ascending order, once some rule asked for a level of it. */
  sorted: Float64Array | undefined
}

/** A quantile of all samples of a series; they are sorted once, for many rules ask. */
export function levelOf(reading: Reading, quantile: number): number {
  reading.sorted ??= sortedSamples(reading.values)
  return interpolate(reading.sorted, quantile)
}

/** What was measured, as rules ask for it. */
export interface Readings {
  window: Window
  metric(id: string): Metric
  /** The series of a metric that have samples; none where it was not measured. */
  of(id: string): readonly Reading[]
  /** Those of them that belong to a member, or to a node. */
  owned(id: string, owner: string): readonly Reading[]
  /** All series of the same kind: those that differ in whose they are alone, this one included. */
  alike(reading: Reading): readonly Reading[]
  /** Why there is nothing of a metric; undefined where there is something, or where having nothing is no gap. */
  missing(id: string): string | undefined
  /** What the domain consists of: members of a cluster of servers, or nodes. */
  members: readonly string[]
  /** The row key that names one of them. */
  key: MemberKey
  nodeOf(member: string): string | undefined
  /** Who led at a time; undefined where that is not known. */
  leaderAt(time: number): string | undefined
}

export type MemberKey = Domain['of']

export interface Measured {
  panel: PanelResult
  frames: ReadonlyMap<string, Frame>
  /** Metrics whose absence is no gap. */
  inapplicable: ReadonlySet<string>
  /** Those of them that are of a part which the cluster does not have, with the reason. */
  lacking: ReadonlyMap<string, string>
  /** Points in a row that make trouble of a metric more than a blip. */
  lasting: ReadonlyMap<string, number>
}

/** Indexes a measurement by metric, member and node. The panel must hold every row (`top` at its largest). */
export function createReadings(measured: Measured, catalog: Catalog, key: MemberKey): Readings {
  const { panel, inapplicable } = measured
  const results = new Map(panel.metrics.map((result) => [result.id, result]))
  const nodes: ReadonlyMap<string, string> = key === 'node' ? new Map() : memberNodes(panel)
  const own = new Set(nodes.values())
  // Workers are no measure for the nodes that members run on.
  const isOwn = ({ member, node }: Row['labels']) =>
    member !== undefined || node === undefined || own.size === 0 || own.has(node)
  const read = new Map<string, readonly Reading[]>()
  const of = (id: string): readonly Reading[] => {
    const known = read.get(id)
    if (known !== undefined) return known
    const made = readingsOf(results.get(id), measured, catalog, isOwn)
    read.set(id, made)
    return made
  }
  const owned = indexed(of, ownerOf)
  const alike = indexed(of, kindOf)
  const filling = (field: string) =>
    panel.metrics.filter(({ id }) => catalog.metric(id).fills === field).flatMap(({ id }) => of(id))
  const leaders = filling('leader')
  const members = membersOf(panel, key)
  // A lone member has no way to a peer that could be missing.
  const isAbout = (id: string) => members.length > 1 || !catalog.metric(id).by.includes('peer')
  return {
    window: panel.window,
    metric: catalog.metric,
    of,
    owned: (id, owner) => owned(id).get(owner) ?? [],
    alike: (reading) => alike(reading.metric.id).get(kindOf(reading)) ?? [],
    missing: (id) => {
      if (of(id).length > 0 || inapplicable.has(id) || !isAbout(id)) return undefined
      return results.get(id)?.reason ?? 'it was not measured'
    },
    members,
    key,
    nodeOf: (member) => (key === 'node' ? member : nodes.get(member)),
    leaderAt: (time) => leaders.find((reading) => valueAt(reading, time) === 1)?.row.labels[key],
  }
}

/** Whose series it is: a member's, or a node's; empty where it is the cluster's. */
export function ownerOf({ row: { labels } }: Reading): string {
  return labels.member ?? labels.node ?? ''
}

/** What it is a series of, whosever it is. */
function kindOf({ row: { labels } }: Reading): string {
  const names = Object.keys(labels).filter((name) => !placeLabels.has(name))
  // Most series are told apart by their place alone.
  if (names.length === 0) return ''
  return JSON.stringify(names.sort().map((name) => [name, labels[name]]))
}

const placeLabels: ReadonlySet<string> = new Set(['member', 'node', 'peer', 'device', 'role'])

/** The series of a metric by something of theirs; looked through once, since each member in turn asks. */
function indexed(
  of: Readings['of'],
  keyOf: (reading: Reading) => string,
): (id: string) => ReadonlyMap<string, readonly Reading[]> {
  const made = new Map<string, ReadonlyMap<string, readonly Reading[]>>()
  return (id) => {
    const index = made.get(id) ?? groupBy(of(id), keyOf)
    made.set(id, index)
    return index
  }
}

function readingsOf(
  result: MetricResult | undefined,
  { panel, frames, lasting }: Measured,
  catalog: Catalog,
  isOwn: (labels: Row['labels']) => boolean,
): readonly Reading[] {
  const frame = result && frames.get(result.id)
  if (result === undefined || frame === undefined) return []
  const metric = catalog.metric(result.id)
  const limits = limitsOf(metric, panel.platform)
  const rowOf = rowFinder(result.rows)
  const { window } = panel
  const needed = lasting.get(metric.id) ?? fewestSamples
  const readings: Reading[] = []
  for (const { labels, times, values } of frame.series) {
    const row = rowOf(labels)
    if (row === undefined || row.verdict === 'no_data' || !isOwn(labels)) continue
    // Written out: there are tens of thousands, and an object that is spread and then added to takes ten times as long.
    readings.push({ metric, limits, row, times, values, window, lasting: needed, sorted: undefined })
  }
  return readings
}

/** Several domains are judged by one panel of tens of thousands of rows. */
const membersOfPanels = new WeakMap<PanelResult, Map<MemberKey, readonly string[]>>()

/** Everyone that some row is of, by name. */
function membersOf(panel: PanelResult, key: MemberKey): readonly string[] {
  const known = membersOfPanels.get(panel) ?? new Map<MemberKey, readonly string[]>()
  membersOfPanels.set(panel, known)
  const members = known.get(key) ?? findMembers(panel, key)
  known.set(key, members)
  return members
}

function findMembers({ metrics }: PanelResult, key: MemberKey): string[] {
  const members = new Set<string>()
  for (const { rows } of metrics) {
    for (const { labels } of rows) {
      const member = labels[key]
      if (member !== undefined) members.add(member)
    }
  }
  return [...members].sort()
}

/** Rows by the labels of their series, in whose order they mostly stand: the labels are one object where they were read together. */
function rowFinder(rows: readonly Row[]): (labels: Row['labels']) => Row | undefined {
  let next = 0
  let alike: ReadonlyMap<string, Row> | undefined
  return (labels) => {
    // Rows without a sample have no series.
    while (rows[next]?.verdict === 'no_data' && rows[next]?.labels !== labels) next++
    const row = rows[next]
    if (row?.labels === labels) {
      next++
      return row
    }
    alike ??= new Map(rows.map((each) => [labelsKey(each.labels), each]))
    return alike.get(labelsKey(labels))
  }
}

function memberNodes({ metrics }: PanelResult): ReadonlyMap<string, string> {
  const nodes = new Map<string, string>()
  for (const { rows } of metrics) {
    for (const { labels } of rows) {
      if (labels.member !== undefined && labels.node !== undefined) nodes.set(labels.member, labels.node)
    }
  }
  return nodes
}

/** The newest value at or before a time; NaN before the first. */
function valueAt({ times, values }: Reading, time: number): number {
  let value = Number.NaN
  for (let index = 0; index < times.length && (times[index] ?? 0) <= time; index++) value = values[index] ?? Number.NaN
  return value
}
