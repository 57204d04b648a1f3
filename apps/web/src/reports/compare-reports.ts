import {
  type Cause,
  compareVerdicts,
  type Finding,
  formatValue,
  type MetricResult,
  type Report,
  type Row,
  type Unit,
  type Verdict,
} from '@ocp-perf/panel'

/** How something stands in the later of two reports. `unsure`: one of them could not see it, which is never good news. */
export type Standing = 'new' | 'worse' | 'unsure' | 'same' | 'better' | 'gone'

/** One thing in both reports; null in the one that has it not. */
export interface Compared<Item> {
  standing: Standing
  before: Item | null
  after: Item | null
  /** Why nothing is said of it. */
  because: string | null
}

/** One series of a metric in both reports. `rose` and `fell`: neither is known to be worse. */
export interface ComparedFigure {
  standing: 'worse' | 'unsure' | 'rose' | 'fell' | 'better' | 'same'
  metric: string
  title: string
  unit: Unit
  labels: Readonly<Record<string, string>>
  before: Row
  after: Row
  /** The later mean over the earlier one; null where one of them is none or zero. */
  times: number | null
}

export interface Comparison {
  before: Report
  after: Report
  verdict: Standing
  /** Points that the later score has more; null where one of them has none. */
  points: number | null
  causes: readonly Compared<Cause>[]
  findings: readonly Compared<Finding>[]
  figures: readonly ComparedFigure[]
  /** What a reader must know to trust it. */
  notes: readonly string[]
}

/** Two reports beside each other, the one of the earlier window first, whichever is given first. */
export function compareReports(one: Report, other: Report): Comparison {
  const [before, after] = isEarlier(other, one) ? [other, one] : [one, other]
  const scores = [before.score.value, after.score.value] as const
  return {
    before,
    after,
    verdict: standingOf(before.verdict, after.verdict),
    points: scores[0] === null || scores[1] === null ? null : scores[1] - scores[0],
    causes: compareCauses(before, after),
    findings: compareFindings(before, after),
    figures: compareFigures(before, after),
    notes: notesOn(before, after),
  }
}

function isEarlier(a: Report, b: Report): boolean {
  return a.window.end === b.window.end ? a.generated_at < b.generated_at : a.window.end < b.window.end
}

const judged = (verdict: Verdict): boolean => verdict !== 'no_data' && verdict !== 'unknown'

function standingOf(before: Verdict, after: Verdict): Exclude<Standing, 'new' | 'gone'> {
  if (before === after) return 'same'
  if (!judged(before) || !judged(after)) return 'unsure'
  return compareVerdicts(before, after) > 0 ? 'worse' : 'better'
}

/** Causes and what they brought about: one that became the other's consequence is not gone. */
function compareCauses(before: Report, after: Report): Compared<Cause>[] {
  const all = ({ causes, consequences }: Report) => [...causes, ...consequences]
  return inOrder(
    paired(all(before), all(after), isSameCause).map(([earlier, later]) => {
      if (earlier !== null && later !== null) return both(earlier, later, standingOfCause(earlier, later))
      const id = earlier?.id ?? later?.id ?? ''
      return oneOf(earlier, later, unseenIn(later === null ? after : before, id))
    }),
  )
}

function isSameCause(a: Cause, b: Cause): boolean {
  if (a.id !== b.id) return false
  const places = new Set([...a.members, ...a.nodes])
  return a.scope === b.scope || [...b.members, ...b.nodes].some((place) => places.has(place))
}

/** Of the same severity it is worse where it has spread. */
function standingOfCause(before: Cause, after: Cause): Standing {
  const standing = standingOf(before.severity, after.severity)
  if (standing !== 'same') return standing
  const spread = after.members.length + after.nodes.length - before.members.length - before.nodes.length
  return spread > 0 ? 'worse' : spread < 0 ? 'better' : 'same'
}

function unseenIn({ unseen }: Report, cause: string): string | null {
  const found = unseen.find(({ causes }) => causes.includes(cause))
  return found === undefined ? null : `${found.what}: ${found.why}`
}

function compareFindings(before: Report, after: Report): Compared<Finding>[] {
  const isSame = (a: Finding, b: Finding) => a.id === b.id && keyOf(a.subject) === keyOf(b.subject)
  return inOrder(
    paired(before.findings, after.findings, isSame).map(([earlier, later]) => {
      if (earlier !== null && later !== null) {
        return both(earlier, later, standingOf(earlier.severity, later.severity))
      }
      const finding = earlier ?? later
      return oneOf(earlier, later, finding && unmeasuredIn(later === null ? after : before, finding))
    }),
  )
}

/** Why a report without a finding cannot say that all is well there; null where it can. */
function unmeasuredIn(report: Report, { id, title, subject }: Finding): string | null {
  const metric = metricsOf(report).get(id)
  if (metric === undefined || metric.rows.length === 0)
    return `${title} has no figures in this report${reasonOf(metric)}.`
  if (metric.omitted > 0 || metric.rows.some(({ labels }) => holds(labels, subject))) return null
  return `${title} has no figures of it in this report.`
}

const reasonOf = (metric: MetricResult | undefined): string =>
  metric?.reason === undefined ? '' : ` (${metric.reason})`

const holds = (labels: Row['labels'], wanted: Row['labels']): boolean =>
  Object.entries(wanted).every(([name, value]) => labels[name] === undefined || labels[name] === value)

/** Below it a figure is called the same: what differs less is the usual scatter of a mean. */
const leastTimes = 1.2

function compareFigures(before: Report, after: Report): ComparedFigure[] {
  const later = metricsOf(after)
  const figures = [...metricsOf(before).values()].flatMap(({ id, title, unit, rows }) => {
    if (unit === 'timestamp') return []
    const rowsAfter = new Map(later.get(id)?.rows.map((row) => [keyOf(row.labels), row]))
    return rows.flatMap((row): ComparedFigure[] => {
      const match = rowsAfter.get(keyOf(row.labels))
      if (match === undefined) return []
      const times = timesOf(row.mean, match.mean)
      const standing = standingOfFigure(row, match, times)
      return [{ standing, metric: id, title, unit, labels: row.labels, before: row, after: match, times }]
    })
  })
  return figures.sort((a, b) => rankOf(figureOrder, a) - rankOf(figureOrder, b) || stretch(b) - stretch(a))
}

function standingOfFigure(before: Row, after: Row, times: number | null): ComparedFigure['standing'] {
  const standing = standingOf(before.verdict, after.verdict)
  if (standing !== 'same') return standing
  if (before.mean === null || after.mean === null) return before.mean === after.mean ? 'same' : 'unsure'
  const factor = times ?? (before.mean === after.mean ? 1 : after.mean > before.mean ? leastTimes : 0)
  return factor >= leastTimes ? 'rose' : factor <= 1 / leastTimes ? 'fell' : 'same'
}

function timesOf(before: number | null, after: number | null): number | null {
  return before === null || after === null || before <= 0 || after < 0 ? null : after / before
}

/** How far a figure moved, up or down. */
const stretch = ({ times }: ComparedFigure): number => (times === null || times === 0 ? 0 : Math.abs(Math.log(times)))

function metricsOf({ sections }: Report): Map<string, MetricResult> {
  return new Map(sections.flatMap(({ panel }) => panel.metrics).map((metric) => [metric.id, metric]))
}

function notesOn(before: Report, after: Report): string[] {
  const [first, second] = [metricsOf(before), metricsOf(after)]
  const alone = [...first.keys(), ...second.keys()].filter((id) => first.has(id) !== second.has(id)).length
  const [short, long] = [before, after].map(({ window }) => window.end - window.start).sort((a, b) => a - b)
  return [
    ...(before.domain === after.domain ? [] : [`They are about different domains: ${before.domain}, ${after.domain}.`]),
    ...(before.cluster === after.cluster
      ? []
      : [`They are of different clusters: ${before.cluster}, ${after.cluster}.`]),
    ...(short !== undefined && long !== undefined && long > leastTimes * short
      ? [`Their windows differ in length: ${formatValue(short, 'seconds')} and ${formatValue(long, 'seconds')}.`]
      : []),
    ...(alone > 0 ? [`${alone} ${alone === 1 ? 'metric is' : 'metrics are'} in one of them only.`] : []),
  ]
}

const keyOf = (labels: Row['labels']): string => JSON.stringify(Object.entries(labels).sort())

/** Items of both lists in pairs, each at most once; those without a partner stand alone. */
function paired<Item>(
  before: readonly Item[],
  after: readonly Item[],
  isSame: (a: Item, b: Item) => boolean,
): [Item | null, Item | null][] {
  const left = [...after]
  const pairs = before.map((item): [Item, Item | null] => {
    const at = left.findIndex((each) => isSame(item, each))
    const [match] = at === -1 ? [] : left.splice(at, 1)
    return [item, match ?? null]
  })
  return [...pairs, ...left.map((item): [null, Item] => [null, item])]
}

const both = <Item>(before: Item, after: Item, standing: Standing): Compared<Item> => ({
  standing,
  before,
  after,
  because: null,
})

function oneOf<Item>(before: Item | null, after: Item | null, because: string | null): Compared<Item> {
  return { standing: because !== null ? 'unsure' : before === null ? 'new' : 'gone', before, after, because }
}

const order = ['new', 'worse', 'unsure', 'same', 'better', 'gone'] as const satisfies readonly Standing[]
const figureOrder = ['worse', 'unsure', 'better', 'rose', 'fell', 'same'] as const

const rankOf = <Each extends string>(ranks: readonly Each[], { standing }: { standing: Each }): number =>
  ranks.indexOf(standing)

/** What needs a look first; of what stands alike, the order of the reports. */
function inOrder<Item>(compared: readonly Compared<Item>[]): Compared<Item>[] {
  return [...compared].sort((a, b) => rankOf(order, a) - rankOf(order, b))
}
