import { isAbort, reportError } from '@ocp-perf/errors'
import { createCondition } from './condition.ts'
import { type Connection, inTransaction } from './database/duckdb.ts'
import { ensureMetricViews } from './database/metric-views.ts'
import { exists } from './exists.ts'
import { storageFailure } from './failure.ts'
import type { DrainResult, History, HistoryOptions } from './history.ts'
import { historyPaths } from './history-paths.ts'
import { drainSpool } from './ingest/drain.ts'
import { compact } from './maintain/compact.ts'
import { exportParquet } from './maintain/export-parquet.ts'
import { retain } from './maintain/retain.ts'
import { keepUp } from './maintain/upkeep.ts'
import { runQuery } from './query/run-query.ts'
import { readOccurrences, readVerdict } from './read/occurrences.ts'
import { readClusters, readSeries, readUnmeasured } from './read/recorded.ts'
import { readFindings, readRun, readRuns } from './read/runs.ts'
import { readFrames, readMetrics, readSamples } from './read/samples.ts'
import { createSessions } from './sessions.ts'
import { countSpool, listSpool } from './spool/read-spool.ts'
import { writeRun } from './spool/write-run.ts'

/**
 * History in the DuckDB file `path` and a folder of run files beside it. Nothing is opened, made or loaded until it is
 * used; where the disk, the folder or the file stands in the way, methods throw and `status` says so.
 */
export function openHistory({ path, metrics, log, now = () => Date.now() / 1000 }: HistoryOptions): History {
  const paths = historyPaths(path)
  const condition = createCondition(paths.database, log)
  let hasViews = false
  let lastDrain: DrainResult = { runs: 0, samples: 0, setAside: [] }

  const makeViews = (connection: Connection) => ensureMetricViews(connection, metrics, log)
  const prepare = async (connection: Connection, signal?: AbortSignal) => {
    if (!hasViews) await inTransaction(connection, () => makeViews(connection))
    hasViews = true
    const { setAside, left, ...taken } = await drainSpool(connection, {
      spool: paths.spool,
      onNewSeries: makeViews,
      signal,
    })
    for (const { name, reason } of setAside) {
      condition.warn(`The run file ${name} was set aside as ${name}.corrupt: ${reason}`)
    }
    for (const { name, reason } of left) condition.warn(`The run file ${name} was left: ${reason}`)
    lastDrain = { ...taken, setAside: setAside.map(({ name }) => name) }
  }
  const sessions = createSessions({
    paths,
    prepare,
    isUpToDate: async () =>
      hasViews &&
      (await exists(paths.database)) &&
      !(await exists(paths.log)) &&
      (await listSpool(paths.spool)).length === 0,
  })
  const share = <Result>(work: (connection: Connection) => Promise<Result>, signal: AbortSignal | undefined) =>
    condition.watch(() => sessions.share(work, signal))
  const alone = <Result>(work: () => Promise<Result>, signal: AbortSignal | undefined) =>
    condition.watch(() => sessions.alone(work, signal))

  return {
    record: (run, signal) => condition.watch(() => writeRun(paths.spool, run, signal)),
    runs: (filter = {}, signal) => share((connection) => readRuns(connection, filter), signal),
    run: (id, signal) => share((connection) => readRun(connection, id), signal),
    findings: (filter = {}, signal) => share((connection) => readFindings(connection, filter), signal),
    occurrences: (filter = {}, signal) => share((connection) => readOccurrences(connection, filter), signal),
    verdictOf: (metric, filter = {}, signal) => share((connection) => readVerdict(connection, metric, filter), signal),
    samples: (query, signal) => share((connection) => readSamples(connection, query), signal),
    frames: (ids, span, signal) => share((connection) => readFrames(connection, ids, span), signal),
    metrics: (cluster, signal) => share((connection) => readMetrics(connection, cluster), signal),
    clusters: (signal) => share(readClusters, signal),
    series: (cluster, signal) => share((connection) => readSeries(connection, cluster), signal),
    unmeasured: (span, signal) => share((connection) => readUnmeasured(connection, span), signal),
    query: (sql, options = {}, signal) => alone(() => runQuery(paths.database, sql, options, signal), signal),
    export: (folder, options = {}, signal) => share((connection) => exportParquet(connection, folder, options), signal),
    retain: (policy, signal) => share((connection) => retain(connection, policy, now()), signal),
    compact: (signal) => alone(() => compact(paths, signal), signal),
    drain: (signal) => share(async () => lastDrain, signal),
    keepUp: async (policy, signal) => {
      try {
        for (const text of await keepUp({ paths, metrics, policy, now: now(), signal })) condition.warn(text)
      } catch (error) {
        // Nobody waits for it: whoever asks for the status reads what stood in its way.
        if (isAbort(error)) throw error
        const { message, hint = '' } = storageFailure(error, paths.database) ?? reportError(error)
        condition.warn(`Runs wait to be taken in: ${message} ${hint}`.trim())
      }
    },
    waiting: () => condition.watch(() => countSpool(paths.spool)),
    status: condition.status,
    close: sessions.close,
  }
}
