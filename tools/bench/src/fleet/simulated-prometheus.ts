import { createSimulation, loadScenarios } from '@ocp-perf/cluster-sim'
import { createLogger, forwardTo, listen } from '@ocp-perf/http'
import { locateConfig } from '@ocp-perf/metrics'
import { createEngine, createEngineSource } from '@ocp-perf/promql-engine'
import { createPromApi } from '@ocp-perf/promql-engine/api'

// Run as a process of its own with the number of nodes and a scenario: the Prometheus API of such a simulated cluster.

const [, , count, scenarioId = 'nic-errors'] = process.argv
const begunBefore = 40 * 60

const now = () => Date.now() / 1000
const scenario = loadScenarios(locateConfig({}, import.meta.url)).get(scenarioId)
const { store } = createSimulation({ nodes: Number(count), seed: 'bench', now, scenario, begins: now() - begunBefore })
const api = createPromApi({
  source: createEngineSource({ store, now }),
  engine: createEngine({ store }),
  onBug: (error) => process.stderr.write(`${String(error)}\n`),
})
await listen({
  name: 'simulated-prometheus',
  version: '0',
  port: 0,
  bodyTypes: ['application/x-www-form-urlencoded'],
  health: async () => ({ live: true, ready: true, dependencies: [] }),
  routes: forwardTo(api),
  log: createLogger({ name: 'simulated-prometheus', level: 'info' }),
})
