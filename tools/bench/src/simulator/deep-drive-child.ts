import { analyze, loadRules, neededMetrics } from '@ocp-perf/analysis'
import { createSimulation, loadScenarios } from '@ocp-perf/cluster-sim'
import {
  createCollector,
  detectPlatform,
  loadCatalog,
  loadProfiles,
  locateConfig,
  memberNodes,
} from '@ocp-perf/metrics'
import { createEngineSource } from '@ocp-perf/promql-engine'
import type { DeepDrives } from './deep-drives.ts'

// Run as a process of its own with the number of nodes, a domain and a scenario. Prints, as JSON, how long a simulated cluster takes
// to answer all that a deep drive of the domain asks (of a domain of nodes, all that its diagnosis rests on), how long the rules
// then take, and how much memory it has by then.

const [, , count, domainId = 'etcd', scenarioId = 'slow-disk-one-member'] = process.argv
const nodes = Number(count)
const rounds = 7
/** Answers of a moment are kept for it: each round asks in another one. */
const pauseMs = 1000
const begunBefore = 40 * 60

const now = () => Date.now() / 1000
const config = locateConfig({}, import.meta.url)
const scenario = loadScenarios(config).get(scenarioId)
const { store } = createSimulation({ nodes, seed: 'bench', now, scenario, begins: now() - begunBefore })
const source = createEngineSource({ store })
const catalog = loadCatalog(config)
const platform = await detectPlatform({ source, profiles: loadProfiles(config) })
const collector = createCollector({ catalog, source, platform, cluster: 'simulated' })
const rules = loadRules(config, domainId, catalog)
const { domain } = rules
const isOfMembers = domain.of === 'member'
const request = {
  duration: '1h',
  top: 100_000,
  pace: domain.health.map((id) => catalog.metric(id)),
  nodes: isOfMembers ? memberNodes(platform.view()) : [],
}
const ms: number[] = []
const analysis: number[] = []
let metrics = 0
for (let round = 0; round < rounds; round++) {
  const begun = performance.now()
  const collected = isOfMembers
    ? await collector.group(domain.groups, request)
    : await collector.metrics(domain.id, neededMetrics(rules, catalog), request)
  ms.push(performance.now() - begun)
  const measured = performance.now()
  analyze(collected, rules, catalog)
  analysis.push(performance.now() - measured)
  metrics = collected.panel.metrics.filter(({ rows }) => rows.length > 0).length
  await new Promise((resolve) => setTimeout(resolve, pauseMs))
}
const [first = Number.NaN, ...later] = ms
const drives: DeepDrives = { first, later, analysis, metrics, peakBytes: process.resourceUsage().maxRSS * 1024 }
process.stdout.write(JSON.stringify(drives))
