import { nearNames } from '@ocp-perf/errors'
import { formatValue } from '@ocp-perf/panel'
import { type CallOptions, metricNames, type PromSource, selector } from '@ocp-perf/promql'
import { type AskedSeries, countFinite, type Emptiness } from './series-set.ts'

/** A question names few metrics; each is looked up by a call of its own. */
const mostNames = 5

/** Why a PromQL answer has nothing to compute with; undefined where it has. Names that nobody knows are looked up. */
export async function whyEmpty(
  query: string,
  series: readonly AskedSeries[],
  source: PromSource,
  options: CallOptions,
): Promise<Emptiness | undefined> {
  if (series.length > 0) return onlyNan(series)
  const names = (await metricNames(query)).slice(0, mostNames)
  const known = await Promise.all(names.map((name) => isKnown(name, source, options)))
  const unknown = names.filter((_, index) => known[index] === false)
  if (unknown.length === 0) {
    return {
      kind: 'no_series',
      reason:
        names.length === 0
          ? 'the expression has no answer in this window'
          : `${names.join(', ')} ${names.length === 1 ? 'is' : 'are'} known, but no series fits in this window`,
    }
  }
  const all = await source.labelValues('__name__', {}, options)
  return { kind: 'unknown_metric', names: unknown, near: unknown.flatMap((name) => nearNames(name, all)) }
}

/** Set where every point of every series is no number. */
export function onlyNan(series: readonly AskedSeries[]): Emptiness | undefined {
  if (series.some(({ values }) => countFinite(values) > 0)) return undefined
  return { kind: 'only_nan', points: series.reduce((sum, { values }) => sum + values.length, 0) }
}

async function isKnown(name: string, source: PromSource, options: CallOptions): Promise<boolean> {
  const found = await source.labelValues(
    '__name__',
    { match: [selector(undefined, [{ label: '__name__', op: '=', value: name }])], limit: 1 },
    options,
  )
  return found.length > 0
}

/** Emptiness in a sentence, and what to do about it. */
export function describeEmptiness(empty: Emptiness): { headline: string; next: string } {
  switch (empty.kind) {
    case 'unknown_metric':
      return {
        headline: `no metric ${empty.names.map((name) => JSON.stringify(name)).join(', ')} is known here`,
        next:
          empty.near.length > 0
            ? `Did you mean ${empty.near.join(', ')}?`
            : 'list_prometheus_metrics shows the names that there are.',
      }
    case 'no_series':
      return {
        headline: `no series: ${empty.reason}`,
        next: 'Look at an earlier or longer window, or loosen the label matchers; list_prometheus_metrics counts series.',
      }
    case 'only_nan':
      return {
        headline: `${formatValue(empty.points, 'count')} points, and none of them is a number`,
        next: 'A quotient of 0 by 0 is NaN, and so is a quantile of nothing: look at the parts of the expression.',
      }
  }
}
