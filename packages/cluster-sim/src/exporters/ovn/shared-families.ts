import type { NodeState } from '../../model/node-state.ts'
import type { NodeOvn } from '../../model/ovn/node-ovn.ts'
import type { Stage } from '../../model/ovn/stage.ts'
import type { Counter, Family, Gauge, Signal } from '../../samples/family.ts'

/** What nodes that do the same have in common. */
export type SharedState = Pick<NodeState, 'ovn' | 'cpu' | 'memoryUsed'>

/** Makes families once for all nodes that do the same, so that hundreds of nodes have lists of a handful. */
export function sharedByKind(
  make: (state: SharedState) => readonly Family[],
): (state: SharedState) => readonly Family[] {
  const known = new WeakMap<NodeOvn, readonly Family[]>()
  return (state) => {
    const families = known.get(state.ovn) ?? make(state)
    known.set(state.ovn, families)
    return families
  }
}

type GaugeOptions = Partial<Pick<Gauge, 'labels' | 'noise' | 'whole'>>

/** What follows pods and packets, and so differs from node to node. */
export function scaledGauge(name: string, help: string, value: Signal, options: GaugeOptions = {}): Family {
  return {
    type: 'gauge',
    name,
    help,
    series: (factor = 1) => [{ labels: {}, ...options, value: (time) => factor * value(time) }],
  }
}

export function scaledCounters(name: string, help: string, series: readonly Counter[]): Family {
  return {
    type: 'counter',
    name,
    help,
    series: (factor = 1) => series.map((each) => ({ ...each, factor: factor * (each.factor ?? 1) })),
  }
}

/** A counter of a daemon, which the exporter reads from it and tells as a gauge. */
export function daemonCounter(
  name: string,
  help: string,
  rate: Signal,
  { scales = false, ...options }: Partial<Omit<Counter, 'rate'>> & { scales?: boolean } = {},
): Family {
  return {
    type: 'counter',
    exportedAs: 'gauge',
    name,
    help,
    series: (factor = 1) => [{ labels: {}, whole: true, ...options, rate, factor: scales ? factor : 1 }],
  }
}

interface StageSeries {
  labels: Record<string, string>
  stage: Stage
}

/** Histograms of what is done as often as pods come and go. */
export function stageHistograms(
  name: string,
  help: string,
  bounds: readonly number[],
  series: readonly StageSeries[],
): Family {
  return {
    type: 'histogram',
    name,
    help,
    series: (factor = 1) =>
      series.map(({ labels, stage: { rate, latency } }) => ({ labels, rate, latency, bounds, factor, few: true })),
  }
}

export function stageHistogram(name: string, help: string, bounds: readonly number[], stage: Stage): Family {
  return stageHistograms(name, help, bounds, [{ labels: {}, stage }])
}
