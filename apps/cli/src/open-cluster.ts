import {
  type Cluster,
  type ClusterSource,
  historyFile,
  type LoadProgress,
  type OpenContext,
  openContext,
} from '@ocp-perf/analyzer'
import type { Log } from '@ocp-perf/http'
import type { Catalog } from '@ocp-perf/metrics'
import { plain, type Terminal } from './output/terminal.ts'
import { choiceOf, type ServerArgs } from './servers/server-args.ts'
import { version } from './version.ts'

/** A cluster or a dump that can be asked. */
export interface OpenCluster {
  asked: ClusterSource
  /** The same with its platform looked at, which metrics of the catalog need and PromQL does not. */
  cluster(): Promise<Cluster>
  catalog: Catalog
  close(): Promise<void>
}

/** The clusters that the flags, the environment and `clusters.yaml` name, with the history in the file `db`. */
export function openHere(
  args: ServerArgs,
  { terminal, db }: { terminal: Terminal; db?: string | undefined },
): Promise<OpenContext> {
  return openContext({
    choice: choiceOf(args),
    server: { name: 'ocp-perf', version },
    home: import.meta.url,
    log: terminalLog(terminal),
    db,
    onProgress: showProgress(terminal),
  })
}

/** The file of the history that the flags or the environment name, or the usual one; undefined where none is wanted. */
export function historyOf({ db, history = true }: { db?: string | undefined; history?: boolean }): string | undefined {
  return historyFile({ db: db ?? (process.env.OCP_PERF_DB || undefined), 'no-history': !history }, process.env)
}

/** Opens what the flags, the environment and `clusters.yaml` name, with progress while a dump is read. */
export async function openCluster(
  args: ServerArgs & { db?: string | undefined },
  { terminal, signal }: { terminal: Terminal; signal: AbortSignal },
): Promise<OpenCluster> {
  const context = await openHere(args, { terminal, db: historyOf(args) })
  try {
    const asked = await context.source(undefined, signal)
    terminal.settle()
    const cluster = () => context.cluster(undefined, signal)
    return { asked, cluster, catalog: context.catalog, close: context.close }
  } catch (error) {
    await context.close()
    throw error
  }
}

const usualLength = 3600

/** The window where none is asked for: the last hour, or all of a recording that is shorter. */
export function defaultWindow({ source }: ClusterSource): { start_time?: string } {
  const { recording } = source
  if (recording === undefined || recording.end - recording.start >= usualLength) return {}
  return { start_time: String(Math.ceil(recording.start)) }
}

/** What libraries log: a person at a terminal reads sentences, and only those that matter. */
export function terminalLog(terminal: Terminal): Log {
  const say = (_details: object, message: string) => terminal.err(plain(message))
  const quiet = () => {}
  return { debug: quiet, info: quiet, warn: say, error: say }
}

/** Says how far the reading of a dump is, on the line for work in progress. */
export function showProgress(terminal: Terminal): (progress: LoadProgress) => void {
  return ({ share, samples, series }) =>
    terminal.progress(
      `Reading the dump: ${Math.floor(share * 100)}%, ${counted(samples)} samples of ${counted(series)} series`,
    )
}

function counted(count: number): string {
  return count.toLocaleString('en-US')
}
