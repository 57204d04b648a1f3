import { parseDuration } from '@ocp-perf/metrics'
import { type Cause, compareVerdicts, isBad, type Verdict, wholePercent, worstVerdict } from '@ocp-perf/panel'
import { type Accused, doubts, logit, probability } from '../evaluate/judge-cause.ts'
import type { Readings } from '../evaluate/readings.ts'
import { adviceOf, type Shell } from './advice.ts'
import { evidenceOf, moment } from './evidence.ts'
import { scopeOf } from './scope.ts'

/** A cause with what its rank needs. */
export interface RankedCause {
  cause: Cause
  logOdds: number
  /** Rows that its requirements rest on, as keys. */
  rests: ReadonlySet<string>
  /** Whom it is about; empty for the cluster as a whole. */
  touches: ReadonlySet<string>
}

/** Suspects of which one cause's evidence is told in full; the others are named. */
const suspectsTold = 3

/** One cause out of all suspects it was found at work on, the most certain first. */
export function buildCause(accused: readonly Accused[], readings: Readings, shell: Shell): RankedCause | undefined {
  const sorted = [...accused].sort((a, b) => compareVerdicts(severityOf(a), severityOf(b)) || b.logOdds - a.logOdds)
  const [surest] = [...accused].sort((a, b) => b.logOdds - a.logOdds)
  const [worst] = sorted
  if (worst === undefined || surest === undefined) return undefined
  const { rule } = worst
  const scope = scopeOf(sorted, readings)
  const severity = worstVerdict(sorted.map(severityOf))
  const evidence = sorted.slice(0, suspectsTold).flatMap(evidenceOf)
  const onset = onsetOf(sorted)
  const confidence = probability(surest.logOdds)
  // What it requires comes first, and of that what is not as usual.
  const [leading] = evidence
  const cause: Cause = {
    id: rule.id,
    title: rule.title,
    severity,
    members: [...scope.members],
    nodes: [...scope.nodes],
    scope: scope.says,
    summary: `${rule.title}: ${scope.says}, ${onset === null ? 'from the start of the window or before' : `since ${moment(onset, readings.window)}`}. ${leading?.says ?? rule.brief}`,
    confidence,
    confidence_because: arithmetic(surest, confidence, readings),
    onset,
    onset_within: onsetWithin(sorted, readings),
    persistence: Math.max(...sorted.map(({ during }) => during.share)),
    ongoing: sorted.some(({ during }) => during.ongoing),
    evidence,
    unmeasured: [...new Set(sorted.flatMap(({ unmeasured }) => unmeasured))],
    alike: openAlike(surest),
    brings: [],
    recommendations: adviceOf(rule, scope, readings, shell),
    sources: [...rule.sources],
  }
  const rests = new Set(
    sorted.flatMap(({ required }) =>
      required.flatMap(({ answers }) => answers.map(({ reading }) => rowKey(reading.metric.id, reading.row.labels))),
    ),
  )
  return { cause, logOdds: surest.logOdds, rests, touches: new Set(sorted.flatMap(({ suspect }) => suspect.members)) }
}

/** Identifies a row across causes. */
function rowKey(metric: string, labels: Readonly<Record<string, string>>): string {
  return JSON.stringify([metric, Object.entries(labels).sort(([a], [b]) => (a < b ? -1 : 1))])
}

/** The worst verdict among what it requires, or the rule's own where no limit is published for any of it. */
function severityOf({ required, rule }: Accused): Verdict {
  const verdicts = required.flatMap(({ state, answers }) =>
    state === 'yes'
      ? answers.filter(({ comparison }) => comparison === 'limit').map(({ reading }) => reading.row.verdict)
      : [],
  )
  const worst = worstVerdict([rule.severity, ...verdicts])
  return isBad(worst) ? worst : rule.severity
}

/** Evidence that began this long before the episode itself belongs to it: figures lag differently. Seconds. */
const lead = 60

/** When the first of what it requires began; null where the episode reaches back beyond the window. */
function onsetOf(accused: readonly Accused[]): number | null {
  const starts = accused.map(({ during, required }) => {
    if (during.fromStart) return Number.NEGATIVE_INFINITY
    const told = required.flatMap(({ answers }) => answers.flatMap(({ episode }) => episode ?? []))
    const near = told.filter(({ from, fromStart }) => !fromStart && from >= during.from - lead)
    return Math.min(during.from, ...near.map(({ from }) => from))
  })
  const onset = Math.min(...starts)
  return Number.isFinite(onset) ? onset : null
}

/** A step of the grid, or how rarely the source observes what the onset was read from. */
function onsetWithin(accused: readonly Accused[], { window }: Readings): number {
  const periods = accused.flatMap(({ required }) =>
    required.flatMap(({ answers }) =>
      answers.map(({ reading }) => (reading.metric.period === undefined ? 0 : parseDuration(reading.metric.period))),
    ),
  )
  return Math.max(window.step, ...periods)
}

/** Causes that may be meant as well, for want of what would tell. */
function openAlike({ rule, open }: Accused): Cause['alike'] {
  return rule.alike
    .filter(({ cause }) => open.includes(cause))
    .map(({ cause, because }) => ({ cause, because: `${because}; it could not be judged for want of figures` }))
}

function arithmetic(
  { rule, evidence, logOdds, open, isBrief }: Accused,
  confidence: number,
  readings: Readings,
): string {
  const parts = evidence
    .filter(({ weight }) => weight !== 0)
    .map(
      ({ weight, rule: { metric } }) => `${weight > 0 ? '+' : '−'}${Math.abs(weight)} ${readings.metric(metric).title}`,
    )
  if (open.length > 0)
    parts.push(
      `−${doubts.alike} for what could not be ruled out (${open.map((id) => id.replaceAll('-', ' ')).join(', ')})`,
    )
  if (isBrief) parts.push(`−${doubts.brevity} for a window too short to compare in`)
  const sum = [`${logit(rule.prior).toFixed(1)} (prior ${wholePercent(rule.prior)})`, ...parts].join(', ')
  return `log-odds ${sum}: ${logOdds.toFixed(1)} in all, which is ${wholePercent(confidence)}`
}
