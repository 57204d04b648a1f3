import type { LabelMatcher, Labels, MetricMetadata } from '@ocp-perf/promql'
import type { SampleStore, TimeSpan } from '@ocp-perf/promql-engine'

/** Whether a series is as if it had never been scraped. */
export type Hidden = (labels: Labels) => boolean

/** A store without some of its series; its span stays, since other series go on. */
export function hideFamilies(store: SampleStore, hidden: Hidden): SampleStore {
  return {
    span: () => store.span(),
    select: async (matchers: readonly LabelMatcher[], span: TimeSpan, signal?: AbortSignal) =>
      (await store.select(matchers, span, signal)).filter(({ labels }) => !hidden(labels)),
    labelSets: async (matchers: readonly LabelMatcher[], span: TimeSpan, signal?: AbortSignal) =>
      (await store.labelSets(matchers, span, signal)).filter((labels) => !hidden(labels)),
    metadata: (): ReadonlyMap<string, MetricMetadata> => store.metadata(),
  }
}
