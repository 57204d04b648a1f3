import { analyze, leaderMetrics, moment, type Rule, type Rules } from '@ocp-perf/analysis'
import type { Catalog, Collected, Collector } from '@ocp-perf/metrics'
import type { Cause, Diagnosis, Evidence, Window } from '@ocp-perf/panel'
import { settle } from '../settle.ts'

export interface RefineOptions {
  /** What the diagnosis rests on. */
  collected: Collected
  collector: Collector
  /** The nodes that are measured; all where there is none. */
  nodes: readonly string[]
  rules: Rules
  catalog: Catalog
  signal?: AbortSignal | undefined
}

/** Causes whose onset is looked at again; the others' stays as coarse as the window's grid. */
const mostCauses = 3
/** Each round brings the grid down by a factor of 60 or more, so that the longest window needs two. */
const mostRounds = 2
/** A grid finer than the known one by less than this is not worth asking for. */
const worthwhile = 1.5
/** How many steps of the known grid are looked at again: the onset may lie on either side, and calm must come before it. */
const stepsAround = 5
const shareBefore = 0.6
const mostSteps = 299
/** Steps of the window's grid by which a finer grid may move a beginning. */
const sameBeginning = 2

/**
 * Reads the onsets of the first causes again at the domain's own scrape interval, where the window's grid is coarser: only
 * the metrics that each of them requires, around the known onset. Asks nothing where nothing was found, or where the grid
 * is as fine as scrapes are. An onset that cannot be read again stays as it was.
 */
export async function refineOnsets(diagnosis: Diagnosis, options: RefineOptions): Promise<Diagnosis> {
  const { window } = options.collected.panel
  const refined = await Promise.all(
    diagnosis.causes.map((cause, index) =>
      index < mostCauses ? refine(cause, options) : { cause, begins: new Map<string, number>() },
    ),
  )
  const begins = new Map(refined.flatMap((each) => [...each.begins]))
  const causes = refined.map(({ cause }) => cause)
  const [before, after] = [diagnosis.causes[0], causes[0]]
  return {
    ...diagnosis,
    causes,
    findings: diagnosis.findings.map((finding) => ({
      ...finding,
      evidence: finding.evidence.map((each) => retimedEvidence(each, begins, window)),
    })),
    headline:
      before === undefined || after === undefined
        ? diagnosis.headline
        : diagnosis.headline.replace(before.summary, () => after.summary),
  }
}

/** A cause, and when the rows that it rests on began as a finer grid tells. */
interface Refined {
  cause: Cause
  begins: ReadonlyMap<string, number>
}

async function refine(cause: Cause, options: RefineOptions): Promise<Refined> {
  const { scrapeSeconds, panel } = options.collected
  let known = { cause, step: panel.window.step }
  const begins = new Map<string, number>()
  for (let round = 0; round < mostRounds; round++) {
    const { onset } = known.cause
    if (onset === null || scrapeSeconds === undefined || known.step < worthwhile * scrapeSeconds) break
    const span = Math.max(stepsAround * known.step, mostSteps * scrapeSeconds)
    const step = Math.max(scrapeSeconds, Math.ceil(span / mostSteps))
    if (known.step < worthwhile * step) break
    const found = await lookAgain(known, { start: onset - shareBefore * span, span, step }, options)
    if (found === undefined) break
    for (const { metric, labels, since } of found.evidence)
      if (since !== null) begins.set(rowKey(metric, labels), since)
    known = { cause: retimed(known.cause, found, begins, panel.window), step }
  }
  return { cause: known.cause, begins }
}

/** What a cause's beginning is read from anew. */
type Onset = Pick<Cause, 'onset_within' | 'evidence'> & { onset: number }

/** The onset on a finer grid; undefined where the cause does not begin there, or the source does not answer. */
async function lookAgain(
  { cause, step: known }: { cause: Cause; step: number },
  { start, span, step }: { start: number; span: number; step: number },
  { collected, collector, nodes, rules, catalog, signal }: RefineOptions,
): Promise<Onset | undefined> {
  const rule = rules.causes.find(({ id }) => id === cause.id)
  if (rule === undefined || cause.onset === null) return undefined
  const end = Math.min(start + span, collected.panel.window.end)
  const required = cause.evidence.filter(({ role }) => role === 'required').map(({ metric }) => metric)
  const ids = new Set([...required, ...leaderMetrics(rules, catalog)])
  const request = {
    start_time: String(start),
    end_time: String(end),
    step,
    top: Number.MAX_SAFE_INTEGER,
    nodes: nodesAround(cause, collected, nodes),
  }
  const metrics = [...ids].map((id) => catalog.metric(id))
  // The first answer stands without it.
  const { value: fine } = await settle(collector.metrics(`onset of ${cause.id}`, metrics, request, signal))
  if (fine === undefined) return undefined
  const { causes, consequences } = analyze(fine, { ...rules, causes: [bare(rule)] }, catalog)
  const found = [...causes, ...consequences].find(({ id }) => id === cause.id)
  if (found === undefined || found.onset === null) return undefined
  const isTheSame = Math.abs(found.onset - cause.onset) <= 2 * Math.max(known, cause.onset_within)
  return isTheSame ? { ...found, onset: found.onset } : undefined
}

/** Nodes that are looked at beside those that a cause is at work on, for it may be told by how they differ. */
const mostOthers = 10

/** The nodes of a cause with some others, where all nodes would be asked for the sake of a few. */
function nodesAround({ nodes: own }: Cause, { panel }: Collected, nodes: readonly string[]): readonly string[] {
  if (nodes.length > 0 || own.length === 0) return nodes
  const others = new Set<string>()
  for (const { rows } of panel.metrics) {
    for (const { labels } of rows) {
      if (others.size === mostOthers) return [...own, ...others]
      if (labels.node !== undefined && !own.includes(labels.node)) others.add(labels.node)
    }
  }
  return [...own, ...others]
}

/** What tells a cause's time are its requirements; how sure it is was settled on the whole window. */
function bare(rule: Rule): Rule {
  return { ...rule, evidence: [], alike: [], brings: [], prior: 0.99 }
}

function retimed(
  cause: Cause,
  { onset, onset_within }: Onset,
  begins: ReadonlyMap<string, number>,
  window: Window,
): Cause {
  if (cause.onset === null) return cause
  const evidence = cause.evidence.map((each) => retimedEvidence(each, begins, window))
  const summary = cause.summary.replace(sinceWords(cause.onset, window), () => sinceWords(onset, window))
  const [old, leading] = [cause.evidence[0]?.says ?? '', evidence[0]?.says ?? '']
  return { ...cause, onset, onset_within, evidence, summary: summary.replace(old, () => leading) }
}

/** A row begins where the finer grid says, wherever it is told, unless that is another time that it was so. */
function retimedEvidence<T extends Evidence>(evidence: T, begins: ReadonlyMap<string, number>, window: Window): T {
  const { metric, labels, since, says } = evidence
  const finer = begins.get(rowKey(metric, labels))
  if (since === null || finer === undefined || Math.abs(finer - since) > sameBeginning * window.step) return evidence
  return {
    ...evidence,
    since: finer,
    says: says.replace(sinceWords(since, window), () => sinceWords(finer, window)),
  }
}

function sinceWords(time: number, window: Window): string {
  return `since ${moment(time, window)}`
}

function rowKey(metric: string, labels: Evidence['labels']): string {
  return JSON.stringify([metric, Object.entries(labels).sort(([a], [b]) => (a < b ? -1 : 1))])
}
