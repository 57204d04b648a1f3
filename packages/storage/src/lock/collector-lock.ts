import { historyPaths } from '../history-paths.ts'
import { takeLock } from './ingest-lock.ts'

// Long enough for a lock that is just being left behind or let go.
const waitMs = 2_000

/**
 * Makes this process the only one that collects into the history in the file `path`; two would ask the cluster for the same
 * windows twice. Returns what lets go. Throws `timeout` with the name of the one that does; one that has ended counts no more.
 */
export async function claimCollecting(path: string, signal?: AbortSignal): Promise<() => Promise<void>> {
  const { collectorLock, database } = historyPaths(path)
  return await takeLock(collectorLock, { signal, waitMs, heldBy: `${database} is collected into` })
}
