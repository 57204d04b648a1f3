import type { History, RunFilter, StoredRun } from '@ocp-perf/storage'
import { merged, type Span } from './windows.ts'

/** A domain of a cluster, which is recorded by itself. */
interface Place {
  domain: string
  cluster: string
}

/** What is recorded of each domain of each cluster, as the history told it once and this process knows it since. */
export interface Ledger {
  /** The stretches that are recorded, as far back as `since`. */
  covered(place: Place, since: number, signal: AbortSignal): Promise<readonly Span[]>
  cover(place: Place, span: Span): void
  /** Ends of what was recorded last, for those of which anything is known. */
  newest(): readonly (Place & { end: number })[]
  /** That an older window was tried and failed: others come before it. */
  failed(place: Place, span: Span): void
  tries(place: Place, span: Span): number
  /** Metrics that could not be asked for the last time. */
  unmeasured(place: Place): ReadonlySet<string>
  setUnmeasured(place: Place, metrics: ReadonlySet<string>): void
}

/** The name under which a domain's runs are recorded, by which they are found again. */
export function toolOf(domain: string): string {
  return `collect_${domain}`
}

interface Known {
  since: number
  spans: Span[]
  tries: Map<string, number>
  unmeasured: ReadonlySet<string>
}

export function createLedger(history: Pick<History, 'runs'>): Ledger {
  const places = new Map<string, Place & Known>()
  const at = (place: Place): Place & Known => {
    const key = JSON.stringify([place.domain, place.cluster])
    const found = places.get(key)
    if (found !== undefined) return found
    const { domain, cluster } = place
    const fresh = {
      domain,
      cluster,
      since: Number.POSITIVE_INFINITY,
      spans: [],
      tries: new Map(),
      unmeasured: new Set<string>(),
    }
    places.set(key, fresh)
    return fresh
  }
  return {
    covered: async (place, since, signal) => {
      const known = at(place)
      if (since < known.since) {
        known.spans = merged([...known.spans, ...(await readCovered(history, place, since, signal))])
        known.since = since
      }
      return known.spans
    },
    cover: (place, span) => {
      const known = at(place)
      known.spans = merged([...known.spans, span])
    },
    newest: () =>
      [...places.values()].flatMap(({ domain, cluster, spans }) => {
        const last = spans.at(-1)
        return last === undefined ? [] : [{ domain, cluster, end: last.end }]
      }),
    failed: (place, span) => {
      const { tries } = at(place)
      tries.set(nameOf(span), (tries.get(nameOf(span)) ?? 0) + 1)
    },
    tries: (place, span) => at(place).tries.get(nameOf(span)) ?? 0,
    unmeasured: (place) => at(place).unmeasured,
    setUnmeasured: (place, metrics) => {
      at(place).unmeasured = metrics
    },
  }
}

function nameOf({ start, end }: Span): string {
  return `${start}-${end}`
}

const mostRuns = 10_000

/** Windows of earlier runs. A run counts as of its window's end, so that those of windows which reach past `since` are found. */
async function readCovered(
  history: Pick<History, 'runs'>,
  { domain, cluster }: Place,
  since: number,
  signal: AbortSignal,
): Promise<Span[]> {
  const spans: Span[] = []
  const filter: RunFilter = { tool: toolOf(domain), cluster, since, limit: mostRuns }
  let runs: readonly StoredRun[] = await history.runs(filter, signal)
  for (;;) {
    spans.push(...runs.flatMap(({ window }) => (window === null ? [] : [{ start: window.start, end: window.end }])))
    const oldest = runs.at(-1)
    if (runs.length < mostRuns || oldest === undefined) return spans
    runs = await history.runs({ ...filter, until: oldest.startedAt - 1 }, signal)
  }
}
