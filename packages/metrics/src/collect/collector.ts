import type { PromSource } from '@ocp-perf/promql'
import type { Catalog } from '../catalog/catalog.ts'
import type { Metric } from '../catalog-schema.ts'
import type { Collector } from '../collect-types.ts'
import { onNodes } from '../platform/on-nodes.ts'
import type { Platform, PlatformView } from '../platform/platform.ts'
import { clockOf } from '../recording.ts'
import { pointsFor } from '../window/grid.ts'
import { resolveRequest } from '../window/window.ts'
import { askAll } from './ask.ts'
import { collected, collectorOf, defaultTop, metricsOf } from './collected.ts'
import { panelNotes } from './notes.ts'
import { planMetric, slowestInterval } from './plan.ts'
import { readAnswer } from './reading.ts'
import { callRoll } from './roll-call.ts'

export interface CollectLimits {
  /** For each query. Default 20 s. */
  timeoutMs?: number | undefined
  /** The longest window: what the source keeps, where that is known. Default 31 days. */
  maxWindowSeconds?: number | undefined
}

export interface CollectorOptions {
  catalog: Catalog
  source: PromSource
  platform: Platform
  /** The cluster's name in `clusters.yaml`. */
  cluster: string
  /** Unix seconds; not asked where the source is a recording, whose end is now. */
  now?: (() => number) | undefined
  limits?: CollectLimits | undefined
}

/** How long a metric is asked for with its fallback after its first expression answered nothing. */
const doubtSeconds = 300

/**
 * Measures parts of the catalog on one cluster. All queries of a call leave at once; a metric that fails or does not
 * exist becomes a reading with a reason, and only a source that fails as a whole throws.
 */
export function createCollector(options: CollectorOptions): Collector {
  const { catalog, source, platform, cluster, limits = {} } = options
  const { recording } = source
  const now = clockOf(source, options.now)
  const doubts = new Map<string, number>()

  return collectorOf(catalog, async (parts, request, signal) => {
    const wanted = metricsOf(parts)
    const view = onNodes(platform.view(), request.nodes ?? [])
    const scrapeSeconds = slowestInterval(request.pace ?? wanted, view)
    const { window, unseenSeconds } = resolveRequest(request, now(), {
      recording,
      maxSeconds: limits.maxWindowSeconds,
      keptSeconds: view.keptSeconds,
      scrapeSeconds,
      points: pointsFor(nodesAsked(wanted, view, request.nodes ?? [])),
    })
    const plans = wanted.map((metric) =>
      planMetric(metric, { view, step: window.step, doubtful: ({ id }) => (doubts.get(id) ?? 0) > now() }),
    )
    const { top = defaultTop, only = {}, onProgress } = request
    const asking = { source, window, signal, timeoutMs: limits.timeoutMs ?? 20_000, onProgress }
    const roll = callRoll(plans, { ...asking, view })
    const reading = askAll(plans, asking, async (answer) => {
      if (answer.fellBack) doubts.set(answer.plan.metric.id, now() + doubtSeconds)
      return readAnswer(answer, { cluster, window, view, top, only, down: await roll })
    })
    const [readings] = await Promise.all([reading, roll])
    return {
      ...collected(
        readings,
        parts,
        { cluster, window, platform: view.profile.id },
        panelNotes(readings, { window, profile: view.profile, recording, unseenSeconds }),
      ),
      scrapeSeconds,
    }
  })
}

/**
 * How many nodes the metrics are asked of: what rows are keyed by is a node, or is placed on one by the profile, as the pods that
 * run on each. Only targets of nodes are narrowed to those that are meant, so that of pods all are asked.
 */
function nodesAsked(metrics: readonly Metric[], view: PlatformView, nodes: readonly string[]): number {
  const keys = new Set(metrics.flatMap((metric) => (metric.per_node ? metric.by : [])))
  const counts = [...keys].map((key) => {
    if (key !== 'node') return new Set(view.table(key, 'node').values()).size
    return nodes.length > 0 ? nodes.length : view.nodeTargets('node').size
  })
  return Math.max(0, ...counts)
}
