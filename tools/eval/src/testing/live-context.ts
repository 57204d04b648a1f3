import { createContext } from '@ocp-perf/analyzer'
import { type ClusterConfig, clusterConfigSchema } from '@ocp-perf/ocp-auth'
import type { PromSource } from '@ocp-perf/promql'
import type { loadKnowledge } from '../recording/open-recording.ts'

interface LiveOptions {
  knowledge: ReturnType<typeof loadKnowledge>
  now: () => number
  config?: Partial<ClusterConfig> | undefined
}

/** A context over a live source: what it has nothing of is not there, whereas it may have been left out of a recording. */
export function liveContext(openSource: () => PromSource, { knowledge, now, config = {} }: LiveOptions) {
  return createContext({
    server: { name: 'test', version: '0', startedAt: 0 },
    clusters: [clusterConfigSchema.parse({ ...config, name: 'test' })],
    catalog: () => knowledge.catalog,
    profiles: () => knowledge.profiles,
    domains: () => knowledge.domains,
    levels: () => knowledge.levels,
    rules: knowledge.rules,
    connect: async ({ name }) => ({
      name,
      via: 'url',
      prometheus: { url: 'http://prometheus.invalid' },
      foundBy: 'the test',
      kube: undefined,
      warnings: [],
    }),
    openSource,
    now,
  })
}
