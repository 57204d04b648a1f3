import type { Domain } from '@ocp-perf/analysis'
import type { Catalog, Collected } from '@ocp-perf/metrics'
import {
  type Baseline,
  boundedPanels,
  type Cause,
  type Diagnosis,
  formatValue,
  type Report,
  wholePercent,
} from '@ocp-perf/panel'

export interface ReportParts {
  domain: Domain
  catalog: Catalog
  diagnosis: Diagnosis
  collected: Collected
  baseline: Baseline | null
  /** Why there is no baseline. */
  withoutBaseline: string | undefined
  /** What the figures were read from where that is no live cluster. */
  recording: string | null
  /** Unix seconds. */
  generatedAt: number
}

/** Rows of a metric that a report shows; the worst stand first. */
const mostRows = 20

/** A report out of a diagnosis and what was measured for it. Asks nothing of any source. */
export function buildReport(parts: ReportParts): Report {
  const { domain, catalog, diagnosis, collected, baseline, recording, generatedAt } = parts
  return {
    ...diagnosis,
    title: `Performance of ${domain.title} on ${diagnosis.cluster}`,
    generated_at: generatedAt,
    recording,
    narrative: null,
    sections: boundedPanels(collected.parts, mostRows).map((panel) => {
      const { title, brief } = catalog.group(panel.panel)
      return { title, brief, panel }
    }),
    baseline,
    method: methodOf(parts),
    sources: sourcesOf(diagnosis, collected),
  }
}

function methodOf({ domain, diagnosis, collected, baseline, withoutBaseline }: ReportParts): string[] {
  const { window, metrics } = collected.panel
  const points = Math.round((window.end - window.start) / window.step) + 1
  const { worst, further } = domain.score
  return [
    `${metrics.length} metrics of ${collected.parts.length} groups were asked for at once, each once: ${points} points, one every ${formatValue(window.step, 'seconds')}.`,
    'A verdict is the worst limit that a series was beyond for a tenth of the window and for as many points in a row or in all as make more than a blip (all of them, where it has fewer); of events, once. It is never that of the mean.',
    'Missing data are never good news: while something could not be judged, nothing is called ok.',
    `A cause begins with the prior odds of its rule, which are judgements (that of a slow disk follows what Red Hat publishes); each piece of evidence adds its weight to their logarithm. One below ${wholePercent(domain.named_from)} is not named.`,
    `The score is about the state, however sure a cause is: 100 less ${worst.critical} where the worst is critical, ${worst.degraded} where it is degraded, ${worst.watch} where it is to be watched, and for each further metric or cause ${further.critical}, ${further.degraded} or ${further.watch}. What was meant to be is no worse than to be watched.`,
    ...(diagnosis.causes.some(({ onset }) => onset !== null)
      ? ['Onsets are read at the finest step that the samples allow; how far each may be off stands beside it.']
      : []),
    ...(baseline === null
      ? [`There is no comparison with the past: ${withoutBaseline ?? 'nothing is kept of it'}`]
      : [baseline.basis]),
  ]
}

/** Documents in the order in which they matter to the reader: of causes, then of limits. */
function sourcesOf({ causes, consequences, findings }: Diagnosis, { panel }: Collected): string[] {
  const all = [
    ...[...causes, ...consequences].flatMap(documentsOf),
    ...findings.map(({ source }) => source),
    ...panel.metrics.flatMap(({ bands }) => (bands === undefined ? [] : [bands.source])),
  ]
  return [...new Set(all)].filter((source) => source !== '')
}

function documentsOf({ sources, recommendations }: Cause): string[] {
  return [...sources, ...recommendations.map(({ source }) => source)]
}
