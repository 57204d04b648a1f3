import { quotaBytes } from '../model/database-growth.ts'
import { partsOf } from '../model/delay.ts'
import type { MemberModel, Model } from '../model/model.ts'
import { software } from '../model/software.ts'
import type { Family } from '../samples/family.ts'
import { counter, doubling, gauge, histograms, latestOf, tally } from './families.ts'

const always = () => 1
const never = () => 0

/** What a member says of itself and of its leader. */
export function etcdServerFamilies(each: MemberModel, model: Model): readonly Family[] {
  const { member, requests, committed } = each
  const { name } = member
  const { leadership, consensus } = model
  const hasLeader = (time: number) => Number(consensus.hasLeader(name, time))
  const leads = (time: number) => Number(consensus.hasLeader(name, time) && leadership.at(time).leader === name)
  const elections = (time: number) =>
    leadership.until(time).filter(({ from, leader }, index) => index > 0 && leader !== undefined && from <= time).length
  return [
    gauge('etcd_server_has_leader', 'Whether or not a leader exists. 1 is existence, 0 is not.', hasLeader),
    gauge('etcd_server_is_leader', 'Whether or not this member is a leader. 1 if is, 0 otherwise.', leads),
    gauge('etcd_server_is_learner', 'Whether or not this member is a learner. 1 if is, 0 otherwise.', never),
    gauge('etcd_server_id', 'Server or member ID in hexadecimal format. 1 for label with current ID.', always, {
      labels: { server_id: member.id },
    }),
    gauge('etcd_server_version', 'Which version is running. 1 for label with current version.', always, {
      labels: { server_version: software.etcd },
    }),
    gauge('etcd_cluster_version', 'Which version is running. 1 for label with current cluster version.', always, {
      labels: { cluster_version: '3.5' },
    }),
    gauge('etcd_server_quota_backend_bytes', 'Current backend storage quota size in bytes.', () => quotaBytes),
    gauge(
      'etcd_server_snapshot_apply_in_progress_total',
      '1 if the server is applying the incoming snapshot. 0 if none.',
      never,
    ),
    tally('etcd_server_leader_changes_seen_total', 'The number of leader changes seen.', elections),
    // Gauges despite the names.
    gauge('etcd_server_proposals_committed_total', 'The total number of consensus proposals committed.', committed),
    gauge('etcd_server_proposals_applied_total', 'The total number of consensus proposals applied.', committed),
    gauge('etcd_server_proposals_pending', 'The current number of pending proposals to commit.', requests.pending, {
      whole: true,
      noise: 0.5,
    }),
  ]
}

/** Proposals, heartbeats and reads that failed or were late. */
export function etcdTroubleFamilies({ member, requests }: MemberModel, { consensus }: Model): readonly Family[] {
  return [
    counter(
      'etcd_server_proposals_failed_total',
      'The total number of failed proposals seen.',
      requests.failedProposals,
      { whole: true },
    ),
    counter(
      'etcd_server_heartbeat_send_failures_total',
      'The total number of leader heartbeat send failures (likely overloaded from slow disk).',
      consensus.lateHeartbeats(member.name),
      { whole: true },
    ),
    counter(
      'etcd_server_slow_apply_total',
      'The total number of slow apply requests (likely overloaded from slow disk).',
      requests.slowApplies,
      { whole: true },
    ),
    counter(
      'etcd_server_slow_read_indexes_total',
      "The total number of pending read indexes not in sync with leader's or timed out read index requests.",
      requests.slowReadIndexes,
      { whole: true },
    ),
    counter(
      'etcd_server_read_indexes_failed_total',
      'The total number of failed read indexes seen.',
      (time) => 0.2 * requests.failedProposals(time),
      { whole: true },
    ),
    counter(
      'etcd_server_health_failures',
      'The total number of failed health checks',
      (time) => 0.1 * (1 - Number(consensus.hasLeader(member.name, time))),
      { whole: true },
    ),
    histograms('etcd_server_apply_duration_seconds', 'The latency distributions of v2 apply called by backend.', () =>
      [
        { op: 'Txn', rate: consensus.entries },
        { op: 'Compaction', rate: () => 1 / 300 },
      ].map(({ op, rate }) => ({
        labels: { version: 'v3', op, success: 'true' },
        rate,
        latency: (time) => partsOf(requests.apply(time)),
        bounds: doubling(0.0001, 20),
      })),
    ),
  ]
}

export function etcdProcessFamilies({ process, starts }: MemberModel): readonly Family[] {
  return [
    counter('process_cpu_seconds_total', 'Total user and system CPU time spent in seconds.', process.cpu),
    gauge('process_resident_memory_bytes', 'Resident memory size in bytes.', process.memory, { whole: true }),
    gauge('process_open_fds', 'Number of open file descriptors.', process.openFiles, { whole: true }),
    gauge('process_max_fds', 'Maximum number of open file descriptors.', () => 1_048_576),
    gauge('process_start_time_seconds', 'Start time of the process since unix epoch in seconds.', latestOf(starts)),
  ]
}
