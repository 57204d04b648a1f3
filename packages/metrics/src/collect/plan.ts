import type { Metric } from '../catalog-schema.ts'
import { expandQuery, metricNamesOf, placeholdersOf, targetSelectorsOf } from '../expression.ts'
import type { PlatformView } from '../platform/platform.ts'
import { defaultInterval } from '../platform/targets.ts'
import { readDuration } from '../window/duration.ts'
import { rateWindow } from '../window/grid.ts'

/** An expression of a metric, ready to be asked. */
export interface Question {
  /** As the catalog has it. */
  expression: string
  /** As the source is asked. */
  query: string
  rateSeconds: number
}

export type Plan =
  /** Nothing to ask, and nothing missed; `lacks` where this platform or cluster has no such part at all. */
  | { kind: 'inapplicable'; metric: Metric; reason: string; lacks: boolean }
  /** Its metrics are known not to exist. */
  | { kind: 'absent'; metric: Metric; names: readonly string[] }
  /** There is nothing to ask, and something may be missed: no run recorded it. */
  | { kind: 'unrecorded'; metric: Metric; reason: string }
  /**
   * `now` goes out at once, in order of preference; `later` only when the first answers nothing. `lacks` says why no answer
   * means that nothing is missed, as where only what a cluster does not have is beside a rule's own series.
   */
  | { kind: 'ask'; metric: Metric; now: readonly Question[]; later: Question | undefined; lacks: string | undefined }

export interface PlanOptions {
  view: PlatformView
  step: number
  /** Metrics whose first expression lately answered nothing: their fallback goes out with it. */
  doubtful: (metric: Metric) => boolean
}

/** Decides what to ask for a metric, from what is known of the platform and without asking anything. */
export function planMetric(metric: Metric, { view, step, doubtful }: PlanOptions): Plan {
  const { profile } = view
  if (metric.profiles !== undefined && !metric.profiles.includes(profile.id)) {
    return { kind: 'inapplicable', metric, reason: `it does not apply to ${profile.title}`, lacks: true }
  }
  const expressions = [metric.query, ...(metric.fallback === undefined ? [] : [metric.fallback])]
  const missing = new Set<string>()
  const lacking = new Set<string>()
  const absent = new Set<string>()
  const questions: { question: Question; certain: boolean }[] = []
  for (const expression of expressions) {
    const lacked = placeholdersOf(expression).flatMap((name) => view.missing(name) ?? [])
    if (lacked.length > 0) {
      for (const reason of lacked) lacking.add(reason)
      continue
    }
    const rateSeconds = rateSecondsOf(metric, expression, view, step)
    const expansion = expandQuery(expression, profile, rateSeconds)
    if (expansion.query === undefined) {
      for (const name of expansion.missing) missing.add(name)
      continue
    }
    const presence = presenceOf(expression, view)
    for (const name of presence.absent) absent.add(name)
    if (presence.answer !== false) {
      questions.push({
        question: { expression, query: expansion.query, rateSeconds },
        certain: presence.answer === true,
      })
    }
  }
  const [first, second] = questions
  const [lacks] = lacking
  if (first === undefined) {
    if (lacks === undefined && absent.size > 0) return { kind: 'absent', metric, names: [...absent] }
    const reason = lacks ?? `${profile.title} has no ${[...missing].join(', ')} to measure`
    return { kind: 'inapplicable', metric, reason, lacks: true }
  }
  const both = second !== undefined && (!first.certain || doubtful(metric))
  return {
    kind: 'ask',
    metric,
    now: both ? [first.question, second.question] : [first.question],
    later: both ? undefined : second?.question,
    lacks,
  }
}

/** The slowest scrape interval among what some metrics select, in seconds; undefined when they select nothing. */
export function slowestInterval(metrics: readonly Metric[], view: PlatformView): number | undefined {
  const names = new Set(
    metrics.flatMap((metric) => targetSelectorsOf(`${metric.query} ${metric.fallback ?? ''}`, view.profile)),
  )
  return names.size === 0 ? undefined : Math.max(...[...names].map((name) => view.interval(name)))
}

function rateSecondsOf(metric: Metric, expression: string, view: PlatformView, step: number): number {
  const intervals = targetSelectorsOf(expression, view.profile).map((name) => view.interval(name))
  const scrape = intervals.length === 0 ? defaultInterval : Math.max(...intervals)
  return rateWindow(scrape, step, metric.min_window === undefined ? 0 : readDuration(metric.min_window))
}

/** Whether an expression can answer, as far as is known, and the names that stand in its way. */
function presenceOf(expression: string, view: PlatformView): { answer: boolean | undefined; absent: string[] } {
  const { names, anyWillDo, asksForAbsence } = metricNamesOf(expression)
  if (asksForAbsence || names.length === 0) return { answer: undefined, absent: [] }
  const known = names.map((name) => view.has(name))
  const absent = names.filter((_, index) => known[index] === false)
  // That a target is up says nothing of a metric that a recording was taken without, so that it stands in for none.
  const evidence = view.recording ? names.filter((name) => name !== 'up') : names
  const without = evidence.length > 0 && evidence.every((name) => absent.includes(name))
  const hopeless = anyWillDo ? without || absent.length === names.length : absent.length > 0
  if (hopeless) return { answer: false, absent }
  return { answer: known.every((has) => has === true) ? true : undefined, absent: [] }
}
