import { analyze, neededMetrics, walkLevels, withoutLacking } from '@ocp-perf/analysis'
import { memberNodes } from '@ocp-perf/metrics'
import type { LevelWalk } from '@ocp-perf/panel'
import type { AnalyzerContext } from '../context.ts'
import { type DiagnoseRequest, everyRow, type OnProgress } from './diagnose-cluster.ts'
import { refineOnsets } from './refine-onsets.ts'

interface LevelsRequest extends DiagnoseRequest {
  /** When the symptom began, unix seconds; found by what users feel unless given. */
  symptomSince?: number | undefined
}

/**
 * Diagnoses every domain from one collection, each query once, and walks the levels of the cluster up to the first one that
 * explains the symptom. Throws what connecting and collecting throw.
 */
export async function diagnoseLevels(
  context: AnalyzerContext,
  { cluster: name, symptomSince, ...request }: LevelsRequest,
  { signal, onProgress }: { signal?: AbortSignal | undefined; onProgress?: OnProgress | undefined } = {},
): Promise<LevelWalk> {
  const { catalog } = context
  const domains = context.domains().map((domain) => context.rules(domain))
  const { collector, platform } = await context.cluster(name, signal)
  const metrics = [...new Set(domains.flatMap((rules) => neededMetrics(rules, catalog)))]
  const pace = [...new Set(domains.flatMap(({ domain }) => domain.health))].map((id) => catalog.metric(id))
  const collected = await collector.metrics('levels', metrics, { ...request, top: everyRow, pace, onProgress }, signal)
  const own = memberNodes(platform.view())
  const { lacking } = collected
  const diagnosed = await Promise.all(
    domains.map(async (rules) => {
      const nodes = rules.domain.of === 'member' ? own : []
      // What a cluster has no part of must not keep the rest of its domain from being judged.
      const left = withoutLacking(rules, lacking)
      const coarse = analyze(collected, left, catalog)
      const looking = { collected, collector, nodes, rules: left, catalog, signal }
      return { rules, diagnosis: await refineOnsets(coarse, looking) }
    }),
  )
  context.note({ collected: [collected] })
  const { cluster, window, notes } = collected.panel
  return { cluster, window, ...walkLevels(diagnosed, context.levels(), { symptomSince, lacking }), notes }
}
