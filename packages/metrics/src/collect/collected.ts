import { compareVerdicts, type PanelResult, type Verdict, worstVerdict } from '@ocp-perf/panel'
import type { Catalog } from '../catalog/catalog.ts'
import type { Group, Metric } from '../catalog-schema.ts'
import type { Collected, Collector, CollectRequest } from '../collect-types.ts'
import { list } from './headline.ts'
import type { Reading } from './reading.ts'

/** Rows of a metric where a request does not say how many. */
export const defaultTop = 10

/** Measures parts of the catalog as one panel. */
type Measure = (parts: readonly Part[], request: CollectRequest, signal?: AbortSignal) => Promise<Collected>

/** A collector that measures in its own way. */
export function collectorOf(catalog: Catalog, measure: Measure): Collector {
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

/** The metrics of some parts, each once. */
export function metricsOf(parts: readonly Part[]): Metric[] {
  return [...new Map(parts.flatMap((part) => part.metrics.map((metric) => [metric.id, metric]))).values()]
}

/** Metrics that are one panel of their own. */
export type Part = Pick<Group, 'name'> & { metrics: readonly Metric[] }

type Head = Pick<PanelResult, 'cluster' | 'window' | 'platform'>

/** The readings of some parts, as one panel and as a panel of each. */
export function collected(
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
    lacking: new Map(readings.flatMap(({ metric, lacks }) => (lacks === undefined ? [] : [[metric.id, lacks]]))),
    offered: offeredBy(readings),
    lasting: new Map(readings.map(({ metric, lasting }) => [metric.id, lasting])),
    parts: parts.map(({ name, metrics }) => {
      const own = metrics.flatMap(({ id }) => byId.get(id) ?? [])
      return panelOf(name, own, head, [])
    }),
  }
}

function offeredBy(readings: readonly Reading[]): ReadonlyMap<string, ReadonlySet<string>> {
  const all = new Map<string, Set<string>>()
  for (const [key, values] of readings.flatMap(({ offered = {} }) => Object.entries(offered))) {
    all.set(key, new Set([...(all.get(key) ?? []), ...values]))
  }
  return all
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
    const kept =
      judged.length === 1
        ? first.result.headline
        : `${judged.length === 2 ? 'both' : `all ${judged.length}`} limits are kept${butFor(judged)}`
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
