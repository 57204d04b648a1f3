import type { RowsOf } from '@ocp-perf/analyzer'
import type { Catalog } from '@ocp-perf/metrics'
import { type Bands, compareVerdicts, type PanelResult, type Row } from '@ocp-perf/panel'
import type { ClusterStatus, MemberReading, StatusReading } from './cluster-status-schema.ts'

/** The group of the catalog that a cluster's state is read from. */
export const statusGroup = 'etcd/cluster-status'

/** What the metrics of that group tell of a member. */
export const statusFields = [
  'healthy',
  'has_leader',
  'leader',
  'learner',
  'version',
  'raft_lag',
  'apply_lag',
  'db_bytes',
  'db_in_use_bytes',
] as const
type StatusField = (typeof statusFields)[number]
type StatusRows = RowsOf<StatusField>

/** Reads the members' state from the rows of the status group. What metrics do not hold (ids, terms, alarms) is null. */
export function readFromMetrics(rowsOf: StatusRows, readFrom: string): StatusReading {
  const members = new Set(statusFields.flatMap((field) => rowsOf(field).flatMap(({ labels }) => labels.member ?? [])))
  return {
    source: 'metrics',
    read_from: readFrom,
    members: [...members].sort().map((member) => describeMember(member, rowsOf)),
    alarms: null,
    notes: ['Metrics hold no alarms, member ids, terms and endpoint latencies.'],
  }
}

function describeMember(member: string, rowsOf: StatusRows): MemberReading {
  const row = (field: StatusField) => {
    const rows = rowsOf(field).filter(({ labels }) => labels.member === member)
    // A member that was upgraded in the window has a row per version, and only the newest has a last value.
    return rows.find(({ last }) => last !== null) ?? rows[0]
  }
  const figure = (field: StatusField) => row(field)?.last ?? null
  const flag = (field: StatusField) => {
    const value = figure(field)
    return value === null ? null : value > 0
  }
  const scraped = flag('healthy')
  const hasLeader = flag('has_leader')
  return {
    member,
    id: null,
    endpoint: null,
    answers: scraped,
    has_leader: hasLeader,
    // Being scraped is not being healthy: a member that is cut off from the others still answers scrapes.
    healthy: scraped === true && hasLeader === false ? false : scraped,
    leader: flag('leader'),
    learner: flag('learner'),
    version: row('version')?.labels.server_version ?? null,
    term: null,
    raft_index: null,
    applied_index: null,
    // Carried on to one instant by its rate, so that a fraction of an entry can be left.
    raft_lag: rounded(figure('raft_lag')),
    apply_lag: rounded(figure('apply_lag')),
    db_bytes: figure('db_bytes'),
    db_in_use_bytes: figure('db_in_use_bytes'),
    latency_seconds: null,
    failure: scraped === false ? 'Prometheus cannot scrape it' : undefined,
  }
}

function rounded(value: number | null): number | null {
  return value === null ? null : Math.round(value)
}

/**
 * What the panel's limits say: the headline of every metric that is over one. What lasts comes before what is over, for
 * the state of a cluster is asked for because of the present; within each the worst comes first.
 */
export function readSignals(panel: PanelResult, catalog: Catalog): ClusterStatus['signals'] {
  return panel.metrics
    .filter(({ verdict }) => verdict === 'watch' || verdict === 'degraded' || verdict === 'critical')
    .map((metric) => {
      const past = !metric.rows.some((row) => isBeyond(row, metric.bands, catalog.metric(metric.id).better))
      return {
        verdict: metric.verdict,
        text: past ? `earlier in the window: ${metric.headline}` : metric.headline,
        past,
      }
    })
    .sort((a, b) => Number(a.past) - Number(b.past) || compareVerdicts(a.verdict, b.verdict))
}

/** Whether a row's latest value is beyond the mildest limit; a series that has ended is not. */
function isBeyond({ last }: Row, bands: Bands | undefined, better: 'lower' | 'higher' | 'none'): boolean {
  const limit = bands?.watch ?? bands?.degraded ?? bands?.critical
  if (last === null || limit === undefined) return false
  return better === 'higher' ? last < limit : last > limit
}
