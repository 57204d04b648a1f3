import { labelsKey } from '@ocp-perf/promql'
import type { StoredSeries } from '@ocp-perf/promql-engine'
import { expect, test } from 'vitest'
import { syntheticCluster } from './synthetic-cluster.ts'

const options = { seed: 7, start: 1_700_000_000_000, steps: 40, stepSeconds: 30 }
const cluster = [...syntheticCluster(options)]

test('the same options give the same samples, another seed gives others', () => {
  expect([...syntheticCluster(options)]).toEqual(cluster)
  expect([...syntheticCluster({ ...options, seed: 8 })]).not.toEqual(cluster)
})

test('no label set is there twice, and times ascend within the span', () => {
  expect(new Set(cluster.map(({ labels }) => labelsKey(labels))).size).toBe(cluster.length)
  const end = options.start + options.steps * options.stepSeconds * 1000
  for (const { times, values } of cluster) {
    expect(times).toHaveLength(values.length)
    expect(times.every((time, index) => time >= (times[index - 1] ?? options.start) && time < end)).toBe(true)
  }
})

test('counters fall where their target restarts and nowhere else', () => {
  const falling = named('etcd_disk_wal_write_bytes_total').filter(({ values }) => fallsOf(values) > 0)
  expect(falling.map(({ labels, values }) => [labels.pod, fallsOf(values)])).toEqual([['etcd-master-2', 1]])
})

test('a histogram’s buckets hold those below them, and the last one holds all', () => {
  const ofMember = (name: string) => named(name).filter(({ labels }) => labels.pod === 'etcd-master-0')
  const buckets = ofMember('etcd_disk_wal_fsync_duration_seconds_bucket').map(({ values }) => values.at(-1) ?? 0)
  expect(buckets).toEqual(buckets.toSorted((a, b) => a - b))
  expect(buckets[0]).toBeLessThan(buckets.at(-1) ?? 0)
  expect(ofMember('etcd_disk_wal_fsync_duration_seconds_count').map(({ values }) => values.at(-1))).toEqual([
    buckets.at(-1),
  ])
})

test('series of failures are born late', () => {
  const [born] = named('etcd_network_peer_sent_failures_total')
  expect(born?.times.length).toBeLessThan(options.steps / 2)
})

function named(name: string): StoredSeries[] {
  return cluster.filter(({ labels }) => labels.__name__ === name)
}

function fallsOf(values: Float64Array): number {
  return values.filter((value, index) => value < (values[index - 1] ?? 0)).length
}
