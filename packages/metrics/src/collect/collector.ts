import { compareVerdicts, type PanelResult, type Verdict, worstVerdict } from '@ocp-perf/panel'
import type { PromSource } from '@ocp-perf/promql'
import type { Catalog } from '../catalog/catalog.ts'
import type { Group, Metric } from '../catalog-schema.ts'
import type { Collected, Collector, CollectRequest } from '../collect-types.ts'
import type { Platform } from '../platform/platform.ts'
import { clockOf } from '../recording.ts'
import { resolveRequest } from '../window/window.ts'
import { askAll } from './ask.ts'
import { list } from './headline.ts'
import { panelNotes } from './notes.ts'
import { planMetric, slowestInterval } from './plan.ts'
import { type Reading, readAnswer } from './reading.ts'
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

const defaultTop = 10
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

  const measure = async (parts: readonly Part[], request: CollectRequest, signal?: AbortSignal) => {
    const wanted = [...new Map(parts.flatMap((part) => part.metrics.map((metric) => [metric.id, metric]))).values()]
    const view = platform.view()
    const scrapeSeconds = slowestInterval(request.pace ?? wanted, view)
    const { window, unseenSeconds } = resolveRequest(request, now(), {
      recording,
      maxSeconds: limits.maxWindowSeconds,
      keptSeconds: view.keptSeconds,
      scrapeSeconds,
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
  }

  return {
    metrics: async (name, metrics, request, signal) => measure([{ name, metrics }], request, signal),
    group: async (name, request, signal) => {
      const names = new Set([name].flat())
      return measure(
        [...names].map((each) => catalog.group(each)),
        request,
        signal,
      )
    },
  }
}

/** Metrics that are one panel of their own. */
type Part = Pick<Group, 'name'> & { metrics: readonly Metric[] }

type Head = Pick<PanelResult, 'cluster' | 'window' | 'platform'>

function collected(
  readings: readonly Reading[],
  parts: readonly Part[],
  head: Head,
  notes: string[],
): Omit<Collected, 'scrapeSeconds'> {
  const byId = new Map(readings.map((reading) => [reading.metric.id, reading]))
  return {
    panel: panelOf(parts.map(({ name }) => name).join('+'), readings, head, notes),
    frames: new Map(readings.map(({ metric, frame }) => [metric.id, frame])),
    inapplicable: new Set(readings.flatMap(({ metric, applicable }) => (applicable ? [] : [metric.id]))),
    parts: parts.map(({ name, metrics }) => {
      const own = metrics.flatMap(({ id }) => byId.get(id) ?? [])
      return panelOf(name, own, head, [])
    }),
  }
}

function panelOf(panel: string, readings: readonly Reading[], head: Head, notes: string[]): PanelResult {
  const verdict = panelVerdict(readings)
  return {
    cluster: head.cluster,
    panel,
    window: head.window,
    platform: head.platform,
    verdict,
    headline: panelHeadline(readings, verdict),
    metrics: readings.map(({ result }) => result),
    findings: [],
    notes,
  }
}

/** The worst of what has limits; what this platform lacks is no gap in the evidence. */
function panelVerdict(readings: readonly Reading[]): Verdict {
  const banded = readings.filter(isJudged)
  if (banded.length > 0) return worstVerdict(banded.map(({ result }) => result.verdict))
  return readings.some(({ rows }) => rows.length > 0) ? 'unknown' : 'no_data'
}

function panelHeadline(readings: readonly Reading[], verdict: Verdict): string {
  const judged = readings.filter(isJudged).sort(compareReadings)
  const [first] = judged.length > 0 ? judged : readings
  if (first === undefined) return 'nothing was asked for'
  const others = judged.filter(({ result }) => result.verdict !== 'ok').length - 1
  if (verdict === 'ok') {
    const kept = judged.length === 1 ? first.result.headline : `all ${judged.length} limits are kept${butFor(judged)}`
    return readings.some(({ frame }) => frame.partial) ? `${kept}, in the part that the source could reach` : kept
  }
  return others > 0 ? `${first.result.headline} (and ${others} more not ok)` : first.result.headline
}

/** A limit that was passed too briefly to judge by was passed all the same. */
function butFor(judged: readonly Reading[]): string {
  const passed = judged.filter(({ result }) => result.rows.some(({ over }) => (over ?? 0) > 0))
  return passed.length === 0 ? '' : `, though not all the time: ${list(passed.map(({ result }) => result.title))}`
}

/** Worst first, and what lasts before what is over. */
function compareReadings(a: Reading, b: Reading): number {
  return compareVerdicts(a.result.verdict, b.result.verdict) || Number(lasts(b)) - Number(lasts(a))
}

/** Rows stand worst and ongoing first. */
function lasts({ rows }: Reading): boolean {
  return rows[0]?.ongoing ?? false
}

function isJudged({ applicable, result }: Reading): boolean {
  return applicable && result.bands !== undefined
}
