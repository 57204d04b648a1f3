import type { Rendering } from '@ocp-perf/elt'
import {
  type Baseline,
  type Cause,
  compareVerdicts,
  type LevelCause,
  type LevelWalk,
  type MemberStanding,
  type Report,
  type ReportSection,
  type Unseen,
  worstVerdict,
} from '@ocp-perf/panel'
import { clusterDomain } from '../domains.ts'

/** What was collected for the report of a whole cluster. */
export interface ClusterParts {
  /** Null where the walk over its levels failed. */
  walk: LevelWalk | null
  /** Of each domain whose report was made. */
  made: readonly [Rendering, ...Rendering[]]
  /** What could not be looked at, and why. */
  failed: readonly Unseen[]
}

/** One report out of those of the domains, told in the order of the walk over the levels they rest on; `now` in unix seconds. */
export function mergeCluster({ walk, made, failed }: ClusterParts, now: number): Rendering {
  const reports = made.map(({ report }) => report)
  const [first] = made
  const { cluster } = first.report
  const verdict = walk?.verdict ?? worstVerdict(reports.map((report) => report.verdict))
  const [worst = first.report] = [...reports].sort((a, b) => compareVerdicts(a.verdict, b.verdict))
  return {
    report: {
      cluster,
      domain: clusterDomain.id,
      platform: first.report.platform,
      window: walk?.window ?? first.report.window,
      title: `Performance of the cluster ${cluster}`,
      generated_at: now,
      recording: reports.map(({ recording }) => recording).find((recording) => recording !== null) ?? null,
      narrative: null,
      // What could not be looked at is never good news.
      verdict: verdict === 'ok' && failed.length > 0 ? 'unknown' : verdict,
      headline: walk?.headline ?? worst.headline,
      score: scoreOf(reports),
      ...orderCauses(reports, walk),
      members: membersOf(reports),
      findings: unique(
        reports.flatMap(({ findings }) => findings),
        ({ id, subject }) => JSON.stringify([id, subject]),
      ).sort((a, b) => compareVerdicts(a.severity, b.severity)),
      impact: unique(
        reports.flatMap(({ impact }) => impact),
        ({ metric, labels }) => JSON.stringify([metric, labels]),
      ),
      unseen: unique(
        [...failed, ...(walk?.unseen ?? []), ...reports.flatMap(({ unseen }) => unseen)],
        ({ what }) => what,
      ),
      notes: [...new Set([...(walk?.notes ?? []), ...reports.flatMap(({ notes }) => notes)])],
      sections: sectionsOf(reports),
      baseline: baselineOf(reports),
      method: [...(walk === null ? [] : [levelsLine(walk)]), ...methodOf(reports)],
      sources: [
        ...new Set([...(walk?.causes ?? []).flatMap(documentsOf), ...reports.flatMap(({ sources }) => sources)]),
      ],
    },
    frames: new Map(made.flatMap(({ frames }) => [...frames])),
  }
}

/** The first of each kind, in their order. */
function unique<Item>(items: readonly Item[], keyOf: (item: Item) => string): Item[] {
  const known = new Map<string, Item>()
  for (const item of items) {
    const key = keyOf(item)
    if (!known.has(key)) known.set(key, item)
  }
  return [...known.values()]
}

const causeKey = ({ id, scope }: Pick<Cause, 'id' | 'scope'>) => JSON.stringify([id, scope])

/**
 * The causes that the walk stopped at first, then the others from the lowest level up; what follows from a cause of another
 * domain is among the consequences, and in what that one brings.
 */
function orderCauses(reports: readonly Report[], walk: LevelWalk | null): Pick<Report, 'causes' | 'consequences'> {
  const placed = walk?.levels.flatMap(({ causes }) => causes) ?? []
  const order = [...(walk?.causes ?? []), ...placed].map(causeKey)
  const place = (cause: Cause) => {
    const at = order.indexOf(causeKey(cause))
    return at === -1 ? order.length : at
  }
  // Those of the reports come first, since the points behind them are there.
  const all = unique([...reports.flatMap(({ causes }) => causes), ...(walk?.causes ?? [])], causeKey)
  const followers = new Map(
    placed.flatMap((told) => (followsKnown(told, all) ? [[causeKey(told), told] as const] : [])),
  )
  const withBrought = (cause: Cause): Cause => {
    const brought = [...followers.values()].filter(({ follows }) => follows?.cause === cause.id)
    return { ...cause, brings: [...new Set([...cause.brings, ...brought.map(({ id }) => id)])] }
  }
  const ranked = all.map(withBrought).sort((a, b) => place(a) - place(b))
  const causes = ranked.filter((cause) => !followers.has(causeKey(cause)))
  const named = new Set(causes.map(causeKey))
  const later = [
    ...ranked.filter((cause) => followers.has(causeKey(cause))),
    ...reports.flatMap(({ consequences }) => consequences.map(withBrought)),
  ]
  return { causes, consequences: unique(later, causeKey).filter((cause) => !named.has(causeKey(cause))) }
}

function followsKnown({ follows }: LevelCause, all: readonly Cause[]): boolean {
  return follows !== null && all.some(({ id }) => id === follows.cause)
}

/** That of the domain that stands worst: what one lost is not lost twice. */
function scoreOf(reports: readonly Report[]): Report['score'] {
  const scores = reports.map(({ score }) => score)
  const known = scores.filter(({ value }) => value !== null)
  return known.sort((a, b) => (a.value ?? 0) - (b.value ?? 0))[0] ?? { value: null, parts: [] }
}

/** A node that several domains look at is one member, as badly off as the worst of them says. */
function membersOf(reports: readonly Report[]): MemberStanding[] {
  const all = reports.flatMap(({ members }) => members).sort((a, b) => compareVerdicts(a.verdict, b.verdict))
  return unique(all, ({ name }) => name)
}

/** What several domains measured is shown once. */
function sectionsOf(reports: readonly Report[]): ReportSection[] {
  const all = reports.flatMap(({ domain, sections }) =>
    sections.map((section) => ({ ...section, title: `${domain}: ${section.title}` })),
  )
  return unique(all, ({ panel }) => panel.panel)
}

const standings = ['worse', 'different', 'better', 'usual', 'thin']

function baselineOf(reports: readonly Report[]): Baseline | null {
  const baselines = reports.flatMap(({ baseline }) => baseline ?? [])
  if (baselines.length === 0) return null
  const rows = unique(
    baselines.flatMap((baseline) => baseline.rows),
    ({ metric, labels }) => JSON.stringify([metric, labels]),
  )
  return {
    basis: [...new Set(baselines.map(({ basis }) => basis))].join(' '),
    rows: rows.sort((a, b) => standings.indexOf(a.standing) - standings.indexOf(b.standing)),
  }
}

/** What holds for all domains is said once, and of what for the others. */
function methodOf(reports: readonly Report[]): string[] {
  const shared = (sentence: string) => reports.every(({ method }) => method.includes(sentence))
  return [
    ...new Set(
      reports.flatMap(({ domain, method }) =>
        method.map((sentence) => (shared(sentence) ? sentence : `${domain}: ${sentence}`)),
      ),
    ),
  ]
}

function levelsLine({ levels, stopped_at: stop }: LevelWalk): string {
  const told = levels.map(({ id, title, verdict, part_of_cluster: isThere }) => {
    if (!isThere) return `${title} (not part of this cluster)`
    return `${title} (${verdict.replace('_', ' ')}${id === stop ? ', stopped here' : ''})`
  })
  return `The levels were walked from what everything rests on upwards, until a cause that comes before what is felt: ${told.join(', ')}.`
}

function documentsOf({ sources, recommendations }: Cause): string[] {
  return [...sources, ...recommendations.map(({ source }) => source)].filter((source) => source !== '')
}
