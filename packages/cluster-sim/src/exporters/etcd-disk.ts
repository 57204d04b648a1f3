import { partsOf } from '../model/delay.ts'
import type { MemberModel, Model } from '../model/model.ts'
import type { Family } from '../samples/family.ts'
import { counter, doubling, gauge, histogram, tally } from './families.ts'

const milliseconds = doubling(0.001, 14)

/** Log and database file of a member. */
export function etcdDiskFamilies({ member, disk }: MemberModel, { consensus }: Model): readonly Family[] {
  const fsyncs = consensus.fsyncs(member.name)
  return [
    histogram(
      'etcd_disk_wal_fsync_duration_seconds',
      'The latency distributions of fsync called by WAL.',
      milliseconds,
      {
        rate: fsyncs,
        latency: (time) => partsOf(disk.fsync(time)),
      },
    ),
    histogram(
      'etcd_disk_wal_write_duration_seconds',
      'The latency distributions of write called by WAL.',
      milliseconds,
      {
        rate: fsyncs,
        latency: (time) => partsOf(disk.walWrite(time)),
      },
    ),
    counter('etcd_disk_wal_write_bytes_total', 'Total number of bytes written in WAL.', disk.walBytes, { noise: 0.1 }),
    histogram(
      'etcd_disk_backend_commit_duration_seconds',
      'The latency distributions of commit called by backend.',
      milliseconds,
      {
        rate: disk.commits,
        latency: (time) => partsOf(disk.commit(time)),
      },
    ),
    counter(
      'etcd_debugging_disk_backend_commit_spill_duration_seconds_sum',
      'The latency distributions of commit.spill called by bboltdb backend.',
      (time) => disk.commits(time) * disk.commitSpill(time),
    ),
    counter(
      'etcd_debugging_disk_backend_commit_spill_duration_seconds_count',
      'The latency distributions of commit.spill called by bboltdb backend.',
      disk.commits,
      { whole: true },
    ),
    counter(
      'etcd_debugging_disk_backend_commit_write_duration_seconds_sum',
      'The latency distributions of commit.write called by bboltdb backend.',
      (time) => disk.commits(time) * disk.commitWrite(time),
    ),
    counter(
      'etcd_debugging_disk_backend_commit_write_duration_seconds_count',
      'The latency distributions of commit.write called by bboltdb backend.',
      disk.commits,
      { whole: true },
    ),
  ]
}

/** Being defragmented, and how long that took. */
export function etcdDefragFamilies({ member }: MemberModel, { defragmentation }: Model): readonly Family[] {
  const runs = defragmentation.of(member.name)
  const defragmented = (time: number) => runs.filter(({ to }) => to <= time)
  return [
    gauge(
      'etcd_disk_defrag_inflight',
      'Whether or not defrag is active on the member. 1 means active, 0 means not.',
      (time) => Number(defragmentation.isRunning(member.name, time)),
    ),
    tally(
      'etcd_disk_backend_defrag_duration_seconds_sum',
      'The latency distribution of backend defragmentation.',
      (time) => defragmented(time).reduce((sum, { from, to }) => sum + to - from, 0),
    ),
    tally(
      'etcd_disk_backend_defrag_duration_seconds_count',
      'The latency distribution of backend defragmentation.',
      (time) => defragmented(time).length,
    ),
  ]
}
