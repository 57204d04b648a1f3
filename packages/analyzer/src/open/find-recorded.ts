import { existsSync } from 'node:fs'
import { AppError, nearNames } from '@ocp-perf/errors'
import type { Log } from '@ocp-perf/http'
import type { Catalog, Profile } from '@ocp-perf/metrics'
import type { LoadedClusters } from '@ocp-perf/ocp-auth'
import type { History, StoredCluster } from '@ocp-perf/storage'
import type { Measurable } from '../context.ts'
import { openRunHistory } from '../history/open-run-history.ts'

export interface FindRecordedOptions {
  /** The file of the history; undefined where none is kept. */
  db: string | undefined
  /** The cluster that is meant where none is named; else that of the newest run. */
  cluster: string | undefined
  catalog: Catalog
  profiles: () => readonly Profile[]
  log: Log
}

/** The clusters of a history and how one of them is opened. */
export interface RecordedClusters {
  found: LoadedClusters
  catalog: () => Catalog
  history: () => History
  open(cluster: string, signal: AbortSignal): Promise<Measurable>
}

/**
 * The clusters that runs recorded, all of them; the database is read for it. `not_found` where nothing is recorded, or
 * nothing of the cluster that is named; what is wrong with the file otherwise.
 */
export async function findRecorded(options: FindRecordedOptions): Promise<RecordedClusters> {
  const { db: file, catalog, profiles, log } = options
  if (file === undefined) {
    throw new AppError('invalid_input', '--from history reads the history, and --no-history says to have none.', {
      hint: 'Leave one of the two out.',
    })
  }
  const history = openRunHistory(file, catalog, log)
  const clusters = await readClusters(history, file)
  const current = currentOf(clusters, options.cluster, file)
  return {
    found: { clusters: clusters.map(({ name }) => ({ name, file, selectors: {} })), current, from: file },
    catalog: () => catalog,
    history: () => history,
    open: async (name, signal) => {
      // With the PromQL engine, which a live server does without.
      const { openRecordedCluster } = await import('../history/recorded-cluster.ts')
      const cluster = clusters.find((each) => each.name === name)
      if (cluster === undefined) throw unknown(name, clusters, file)
      return await openRecordedCluster({ history, cluster, catalog, profiles: profiles(), signal })
    },
  }
}

/** Looks before it opens, which would make a database where there is none. */
async function readClusters(history: History, file: string): Promise<readonly StoredCluster[]> {
  const isThere = existsSync(file) || (await history.waiting()).runs > 0
  const clusters = isThere ? await history.clusters() : []
  if (clusters.length > 0) return clusters
  throw new AppError('not_found', isThere ? `The history in ${file} is empty.` : `There is no history in ${file}.`, {
    hint: 'Name its file with --db PATH. Runs of the servers and of `ocp-perf report` on a cluster or a dump fill it.',
  })
}

function currentOf(clusters: readonly StoredCluster[], named: string | undefined, file: string): string | undefined {
  if (named === undefined || clusters.some(({ name }) => name === named)) return named ?? clusters[0]?.name
  throw unknown(named, clusters, file)
}

function unknown(named: string, clusters: readonly StoredCluster[], file: string): AppError {
  const names = clusters.map(({ name }) => name)
  const near = nearNames(named, names)
  return new AppError(
    'not_found',
    `The history in ${file} has nothing of a cluster ${JSON.stringify(named.slice(0, 60))}.`,
    {
      hint: near.length > 0 ? `Did you mean ${near.join(', ')}?` : `It has ${names.slice(0, 20).join(', ')}.`,
    },
  )
}
