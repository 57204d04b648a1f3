import { compareVerdicts, type PanelResult, type Row } from '@ocp-perf/panel'
import type { ClusterStatus, MemberReading, StatusReading } from './cluster-status-schema.ts'

/** The group of the catalog that a cluster's state is read from. */
export const statusGroup = 'etcd/cluster-status'

/** The metric of that group behind each figure of a member. */
export const figureMetrics = {
  db_bytes: 'etcd_db_size',
  db_in_use_bytes: 'etcd_db_in_use',
  raft_lag: 'etcd_follower_lag',
  apply_lag: 'etcd_apply_lag',
} as const

/** The metric of that group behind each yes or no of a member. */
export const flagMetrics = {
  healthy: 'etcd_member_up',
  leader: 'etcd_is_leader',
  learner: 'etcd_is_learner',
} as const

/** Reads the members' state from a panel of the status group. What metrics do not hold (ids, terms, alarms) is null. */
export function readFromMetrics(panel: PanelResult, readFrom: string): StatusReading {
  const last = new Map<string, Map<string, Row>>()
  for (const { id, rows } of panel.metrics) {
    for (const row of rows) {
      const { member } = row.labels
      if (member === undefined) continue
      const byMetric = last.get(member) ?? new Map<string, Row>()
      // A member that was upgraded in the window has a row per version, and only the newest has a last value.
      if (!byMetric.has(id) || row.last !== null) byMetric.set(id, row)
      last.set(member, byMetric)
    }
  }
  return {
    source: 'metrics',
    read_from: readFrom,
    members: [...last].sort(([a], [b]) => a.localeCompare(b)).map(([member, rows]) => describeMember(member, rows)),
    alarms: null,
    notes: ['Metrics hold no alarms, member ids, terms and endpoint latencies.'],
  }
}

function describeMember(member: string, rows: ReadonlyMap<string, Row>): MemberReading {
  const figure = (metric: string) => rows.get(metric)?.last ?? null
  const flag = (metric: string) => {
    const value = figure(metric)
    return value === null ? null : value > 0
  }
  const healthy = flag(flagMetrics.healthy)
  return {
    member,
    id: null,
    endpoint: null,
    healthy,
    leader: flag(flagMetrics.leader),
    learner: flag(flagMetrics.learner),
    version:
      [...rows.values()].find(({ labels }) => labels.server_version !== undefined)?.labels.server_version ?? null,
    term: null,
    raft_index: null,
    applied_index: null,
    // Carried on to one instant by its rate, so that a fraction of an entry can be left.
    raft_lag: rounded(figure(figureMetrics.raft_lag)),
    apply_lag: rounded(figure(figureMetrics.apply_lag)),
    db_bytes: figure(figureMetrics.db_bytes),
    db_in_use_bytes: figure(figureMetrics.db_in_use_bytes),
    latency_seconds: null,
    failure: healthy === false ? 'Prometheus cannot scrape it' : undefined,
  }
}

function rounded(value: number | null): number | null {
  return value === null ? null : Math.round(value)
}

/** What the panel's limits say, worst first: the headline of every metric that is over one. */
export function readSignals(panel: PanelResult): ClusterStatus['signals'] {
  return panel.metrics
    .filter(({ verdict }) => verdict === 'watch' || verdict === 'degraded' || verdict === 'critical')
    .sort((a, b) => compareVerdicts(a.verdict, b.verdict))
    .map(({ verdict, headline }) => ({ verdict, text: headline }))
}
