import type { Log } from '@ocp-perf/http'
import type { Catalog } from '@ocp-perf/metrics'
import { type History, openHistory } from '@ocp-perf/storage'

/** The history in a DuckDB file, with a view for each metric of the catalog. Nothing is read or made before its use. */
export function openRunHistory(path: string, catalog: Catalog, log: Log): History {
  const metrics = [...catalog.groups.values()].flatMap((group) =>
    group.metrics.map(({ id, title, unit, brief }) => ({ id, title, unit, brief })),
  )
  return openHistory({ path, metrics, log })
}
