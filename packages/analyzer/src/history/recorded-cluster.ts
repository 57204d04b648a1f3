import { AppError } from '@ocp-perf/errors'
import { type Catalog, createStoredCollector, type Profile, storedPlatform } from '@ocp-perf/metrics'
import type { Recording } from '@ocp-perf/promql'
import { createEngineSource, type SampleStore } from '@ocp-perf/promql-engine'
import type { History, StoredCluster } from '@ocp-perf/storage'
import type { Measurable } from '../context.ts'
import { createHistoryStore } from './history-store.ts'

export interface RecordedClusterOptions {
  history: History
  cluster: StoredCluster
  catalog: Catalog
  profiles: readonly Profile[]
  signal?: AbortSignal | undefined
}

/**
 * A cluster as its runs recorded it. Metrics of the catalog are what the runs measured; PromQL finds the same points as
 * series that are called after their metric. It is as of now: what is recorded later is not in it.
 */
export async function openRecordedCluster(options: RecordedClusterOptions): Promise<Measurable> {
  const { history, cluster, catalog, signal } = options
  const profile = profileOf(options)
  const series = await history.series(cluster.name, signal)
  const store = createHistoryStore(history, cluster.name, series)
  const recording = recordingOf(cluster.name, store)
  const platform = storedPlatform(
    profile,
    series.map(({ labels }) => labels),
  )
  const collector = createStoredCollector({
    catalog,
    stored: {
      frames: (ids, span, limit) => history.frames(ids, { cluster: cluster.name, ...span }, limit),
      unmeasured: (span, limit) => history.unmeasured({ cluster: cluster.name, ...span }, limit),
    },
    profile,
    view: platform.view(),
    recording,
    cluster: cluster.name,
  })
  return { source: createEngineSource({ store, recording }), platform, collector }
}

function recordingOf(cluster: string, store: SampleStore): Recording {
  const { from, to } = store.span() ?? { from: 0, to: 0 }
  return { name: `the history of ${cluster}`, start: from / 1000, end: to / 1000 }
}

/** Limits differ by platform: those count that held when the cluster was measured. */
function profileOf({ cluster: { name, platform }, profiles }: RecordedClusterOptions): Profile {
  const found = profiles.find(({ id }) => id === platform)
  if (found !== undefined) return found
  throw new AppError('not_found', `The history says that ${name} is of the platform ${JSON.stringify(platform)}.`, {
    hint: `Name a configuration that has this profile with --config; here are ${profiles.map(({ id }) => id).join(', ')}.`,
  })
}
