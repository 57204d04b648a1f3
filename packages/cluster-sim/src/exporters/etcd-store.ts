import type { MemberModel, Model } from '../model/model.ts'
import type { Family } from '../samples/family.ts'
import { counter, doubling, gauge, histogram, tally } from './families.ts'

/** API servers ask for a compaction every five minutes. Seconds. */
const compactEvery = 300
/** Revisions that a compaction removes between two pauses. */
const perPause = 1000
/** Entries between two snapshots, as OpenShift sets it. */
const snapshotEvery = 100_000
const never = () => 0

/** What a member stores. */
export function etcdStoreFamilies({ store, requests }: MemberModel, { load, consensus }: Model): readonly Family[] {
  const puts = (time: number) => consensus.entries(time) * (1 - load.deletes)
  const putBytes = (time: number) => load.writes(time) * (1 - load.deletes) * load.objectBytes + load.largeBytes(time)
  return [
    gauge(
      'etcd_mvcc_db_total_size_in_bytes',
      'Total size of the underlying database physically allocated in bytes.',
      (time) => 4096 * Math.ceil(store.size(time) / 4096),
    ),
    gauge(
      'etcd_mvcc_db_total_size_in_use_in_bytes',
      'Total size of the underlying database logically in use in bytes.',
      (time) => 4096 * Math.ceil(store.inUse(time) / 4096),
    ),
    gauge('etcd_debugging_mvcc_keys_total', 'Total number of keys.', store.keys, { whole: true }),
    gauge(
      'etcd_debugging_mvcc_watcher_total',
      'Total number of watchers.',
      (time) => 420 * (0.97 + 0.03 * load.factor(time)),
      { whole: true },
    ),
    gauge('etcd_debugging_mvcc_slow_watcher_total', 'Total number of unsynced slow watchers.', never),
    gauge('etcd_debugging_mvcc_pending_events_total', 'Total number of pending events to be sent.', never),
    counter('etcd_mvcc_put_total', 'Total number of puts seen by this member.', puts, { whole: true, noise: 0.08 }),
    counter(
      'etcd_mvcc_delete_total',
      'Total number of deletes seen by this member.',
      (time) => load.deletes * load.writes(time),
      { whole: true, noise: 0.2 },
    ),
    counter('etcd_mvcc_txn_total', 'Total number of txns seen by this member.', consensus.entries, {
      whole: true,
      noise: 0.08,
    }),
    counter(
      'etcd_mvcc_range_total',
      'Total number of ranges seen by this member.',
      (time) => requests.ranges(time) + consensus.entries(time),
      { whole: true, noise: 0.08 },
    ),
    counter(
      'etcd_debugging_mvcc_total_put_size_in_bytes',
      'The total size of put kv pairs seen by this member.',
      putBytes,
      { whole: true, noise: 0.08 },
    ),
  ]
}

/** Compactions and snapshots. */
export function etcdHousekeepingFamilies({ store, committed }: MemberModel): readonly Family[] {
  const compactions = (time: number) => Math.floor(time / compactEvery)
  const snapshots = (time: number) => Math.floor(committed(time) / snapshotEvery)
  return [
    counter(
      'etcd_debugging_mvcc_db_compaction_keys_total',
      'Total number of db keys compacted.',
      (time) => store.compactedKeys(time) / compactEvery,
      { whole: true },
    ),
    counter(
      'etcd_debugging_mvcc_db_compaction_total_duration_milliseconds_sum',
      'Bucketed histogram of db compaction total duration.',
      (time) => (store.compactionSeconds(time) * 1000) / compactEvery,
    ),
    tally(
      'etcd_debugging_mvcc_db_compaction_total_duration_milliseconds_count',
      'Bucketed histogram of db compaction total duration.',
      compactions,
    ),
    histogram(
      'etcd_debugging_mvcc_db_compaction_pause_duration_milliseconds',
      'Bucketed histogram of db compaction pause duration.',
      doubling(1, 13),
      {
        rate: (time) => store.compactedKeys(time) / perPause / compactEvery,
        latency: () => [{ share: 1, median: 3, spread: 0.5 }],
      },
    ),
    tally(
      'etcd_debugging_snap_save_total_duration_seconds_count',
      'The total latency distributions of save called by snapshot.',
      snapshots,
    ),
    tally(
      'etcd_debugging_snap_save_total_duration_seconds_sum',
      'The total latency distributions of save called by snapshot.',
      (time) => 0.012 * snapshots(time),
    ),
  ]
}
