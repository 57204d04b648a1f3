import { analyze, moment, type Rule, type Rules } from '@ocp-perf/analysis'
import type { Catalog, Collected, Collector } from '@ocp-perf/metrics'
import type { Cause, Diagnosis, Window } from '@ocp-perf/panel'
import { settle } from '../settle.ts'

export interface RefineOptions {
  /** What the diagnosis rests on. */
  collected: Collected
  collector: Collector
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

/**
 * Reads the onsets of the first causes again at the domain's own scrape interval, where the window's grid is coarser: only
 * the metrics that each of them requires, around the known onset. Asks nothing where nothing was found, or where the grid
 * is as fine as scrapes are. An onset that cannot be read again stays as it was.
 */
export async function refineOnsets(diagnosis: Diagnosis, options: RefineOptions): Promise<Diagnosis> {
  const causes = await Promise.all(
    diagnosis.causes.map((cause, index) => (index < mostCauses ? refine(cause, options) : cause)),
  )
  const [before, after] = [diagnosis.causes[0], causes[0]]
  const headline =
    before === undefined || after === undefined
      ? diagnosis.headline
      : diagnosis.headline.replace(before.summary, after.summary)
  return { ...diagnosis, causes, headline }
}

async function refine(cause: Cause, options: RefineOptions): Promise<Cause> {
  const { scrapeSeconds, panel } = options.collected
  let known = { cause, step: panel.window.step }
  for (let round = 0; round < mostRounds; round++) {
    const { onset } = known.cause
    if (onset === null || scrapeSeconds === undefined || known.step < worthwhile * scrapeSeconds) break
    const span = Math.max(stepsAround * known.step, mostSteps * scrapeSeconds)
    const step = Math.max(scrapeSeconds, Math.ceil(span / mostSteps))
    if (known.step < worthwhile * step) break
    const found = await lookAgain(known, { start: onset - shareBefore * span, span, step }, options)
    if (found === undefined) break
    known = { cause: retimed(known.cause, found, options.collected.panel.window), step }
  }
  return known.cause
}

interface Onset {
  onset: number
  onset_within: number
}

/** The onset on a finer grid; undefined where the cause does not begin there, or the source does not answer. */
async function lookAgain(
  { cause, step: known }: { cause: Cause; step: number },
  { start, span, step }: { start: number; span: number; step: number },
  { collected, collector, rules, catalog, signal }: RefineOptions,
): Promise<Onset | undefined> {
  const rule = rules.causes.find(({ id }) => id === cause.id)
  if (rule === undefined || cause.onset === null) return undefined
  const end = Math.min(start + span, collected.panel.window.end)
  const required = cause.evidence.filter(({ role }) => role === 'required').map(({ metric }) => metric)
  const ids = new Set([...required, ...leaderMetrics(rules, catalog)])
  const request = { start_time: String(start), end_time: String(end), step, top: Number.MAX_SAFE_INTEGER }
  const metrics = [...ids].map((id) => catalog.metric(id))
  // The first answer stands without it.
  const { value: fine } = await settle(collector.metrics(`onset of ${cause.id}`, metrics, request, signal))
  if (fine === undefined) return undefined
  const { causes, consequences } = analyze(fine, { ...rules, causes: [bare(rule)] }, catalog)
  const found = [...causes, ...consequences].find(({ id }) => id === cause.id)
  if (found === undefined || found.onset === null) return undefined
  const isTheSame = Math.abs(found.onset - cause.onset) <= 2 * Math.max(known, cause.onset_within)
  return isTheSame ? { onset: found.onset, onset_within: found.onset_within } : undefined
}

/** What tells a cause's time are its requirements; how sure it is was settled on the whole window. */
function bare(rule: Rule): Rule {
  return { ...rule, evidence: [], alike: [], brings: [], prior: 0.99 }
}

/** Requirements may be about whoever leads. */
function leaderMetrics({ domain }: Rules, catalog: Catalog): string[] {
  return domain.groups.flatMap((group) =>
    catalog.group(group).metrics.flatMap(({ id, fills }) => (fills === 'leader' ? [id] : [])),
  )
}

function retimed(cause: Cause, { onset, onset_within }: Onset, window: Window): Cause {
  if (cause.onset === null) return cause
  return {
    ...cause,
    onset,
    onset_within,
    summary: cause.summary.replace(`since ${moment(cause.onset, window)}`, `since ${moment(onset, window)}`),
  }
}
