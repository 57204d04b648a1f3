import { AppError } from '@ocp-perf/errors'
import type { Window } from '@ocp-perf/panel'
import type { PromSource } from '@ocp-perf/promql'
import type { Metric } from '../catalog-schema.ts'
import { expandQuery, placeholdersOf, targetSelectorsOf } from '../expression.ts'
import type { PlatformView } from '../platform/platform.ts'
import type { Profile } from '../profile-schema.ts'
import type { Plan } from './plan.ts'

/** Names of the targets behind a metric's rows that could not be scraped when the window ended. */
export type RollCall = (metric: Metric, expression: string) => readonly string[]

export interface RollCallOptions {
  source: PromSource
  view: PlatformView
  window: Window
  signal: AbortSignal | undefined
  timeoutMs: number
}

/** It comes beside the figures, which must not wait for it. */
const longestWaitMs = 5000

/**
 * Asks which targets are down: one that was so all along has no series, and would be missing without a word from a
 * panel that calls the others ok. Each question is asked once; one that fails leaves things as they look.
 */
export async function callRoll(plans: readonly Plan[], options: RollCallOptions): Promise<RollCall> {
  const { source, view, window, signal } = options
  const known = new Map<string, ReturnType<typeof rollCallQuestion>>()
  const questionOf = (metric: Metric, expression: string) => {
    const key = `${metric.by[0] ?? ''} ${expression}`
    const question = known.has(key) ? known.get(key) : rollCallQuestion(metric, expression, view.profile)
    known.set(key, question)
    return question
  }
  const questions = new Map(
    plans
      .flatMap((plan) =>
        (plan.kind === 'ask' ? [...plan.now, ...(plan.later ? [plan.later] : [])] : []).map((one) =>
          questionOf(plan.metric, one.expression),
        ),
      )
      .flatMap((question) => (question === undefined ? [] : [[question.query, question.label] as const])),
  )
  const timeoutMs = Math.min(options.timeoutMs, longestWaitMs)
  const answers = await Promise.all(
    [...questions].map(async ([query, label]) => {
      try {
        const { series } = await source.instant(query, { time: window.end, signal, timeoutMs })
        return [query, series.flatMap(({ labels }) => labels[label] || [])] as const
      } catch (error) {
        // The queries for the figures report a source that fails.
        if (error instanceof AppError) return [query, []] as const
        throw error
      }
    }),
  )
  const down = new Map<string, readonly string[]>(answers)
  return (metric, expression) => down.get(questionOf(metric, expression)?.query ?? '') ?? []
}

/** Only where rows are keyed by a label that the platform's targets carry, and one selector says which they are. */
function rollCallQuestion(
  metric: Metric,
  expression: string,
  profile: Profile,
): { query: string; label: string } | undefined {
  const [selector, ...others] = targetSelectorsOf(expression, profile)
  const used = new Set(placeholdersOf(expression))
  const entry = Object.entries(profile.labels).find(([name, { key }]) => key === metric.by[0] && used.has(name))
  if (selector === undefined || others.length > 0 || entry === undefined) return undefined
  const [name, { label }] = entry
  const { query } = expandQuery(`group by ($${name}) (up{$${selector}} == 0)`, profile, 0)
  return query === undefined ? undefined : { query, label }
}
