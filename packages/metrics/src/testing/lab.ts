import type { RangeWindow } from '@ocp-perf/promql'
import { createCatalog } from '../catalog/catalog.ts'
import { groupSchema } from '../catalog-schema.ts'
import type { CollectorOptions } from '../collect/collector.ts'
import { createCollector } from '../collect/collector.ts'
import { detectPlatform } from '../platform/platform.ts'
import type { SelectorOverrides } from '../platform/profiles.ts'
import {
  type FakeSource,
  type FakeSourceOptions,
  fakeSource,
  instantFrame,
  rangeFrame,
  targetsFrame,
} from './fake-source.ts'
import { shippedProfiles } from './shipped-config.ts'

/** Aligned to every step that the tests meet. */
export const labNow = 1_789_999_200

/** One value at every point of an hour at the lab's step. */
export const steady = (value: number) => Array.from({ length: 121 }, () => value)

/** Fsync of three members, of which m2 became slow ten minutes into the hour. */
export const fsyncAnswer = (_: string, window: RangeWindow) =>
  rangeFrame(window, [
    { labels: { instance: 'm1' }, values: steady(0.0041) },
    { labels: { instance: 'm2' }, values: steady(0.004).map((value, index) => (index < 20 ? value : 1.02)) },
    { labels: { instance: 'm3' }, values: steady(0.003) },
  ])

const fsync = {
  id: 'fsync_p99',
  title: 'WAL fsync p99',
  brief: 'B.',
  unit: 'seconds',
  better: 'lower',
  by: ['member'],
  query: 'histogram_quantile(0.99, sum by ($member, le) (rate(fsync_bucket{$etcd}[$window])))',
  bands: { watch: 0.01, degraded: 0.02, critical: 0.5, source: 'https://etcd.io/docs/v3.6/faq/' },
}
const traffic = {
  id: 'traffic',
  title: 'Traffic',
  brief: 'B.',
  unit: 'bytes_per_second',
  better: 'none',
  by: ['member', 'peer'],
  query: 'sum by ($member, $peer) (rate(sent_total{$etcd}[$window]))',
  min_window: '5m',
}
const leaders = {
  id: 'leaders',
  title: 'Leader changes',
  brief: 'B.',
  unit: 'count',
  better: 'lower',
  by: ['member'],
  query: 'max by ($member) (increase(changes_total{$etcd}[$window]))',
  fallback: 'max by ($member) (changes(is_leader{$etcd}[$window]))',
  minimal: false,
  bands: { watch: 0, source: 'https://etcd.io', hold: 'event' },
}
const pods = {
  id: 'pods_cpu',
  title: 'Container CPU',
  brief: 'B.',
  unit: 'cores',
  better: 'lower',
  by: ['member'],
  query: 'sum by ($member) (rate(cpu_total{$kubelet}[$window]))',
  bands: { watch: 1, source: 'https://etcd.io' },
}
const calls = {
  id: 'calls_p99',
  title: 'Call p99',
  brief: 'B.',
  unit: 'seconds',
  better: 'lower',
  by: ['member'],
  query: 'histogram_quantile(0.99, sum by ($member, le) (rate(calls_bucket{$etcd}[$window])))',
  quiet: 'nobody called',
  bands: { watch: 1, source: 'https://etcd.io' },
}
const newer = {
  ...fsync,
  id: 'newer_p99',
  title: 'Newer p99',
  query: 'max by ($member) (newer{$etcd})',
  since: 'etcd 9',
}
const writes = {
  ...traffic,
  id: 'disk_writes',
  title: 'Disk writes',
  by: ['node', 'device'],
  query: 'sum by ($nodeLabel, device) (rate(writes_total{$node,$disk}[$window]))',
  min_window: undefined,
}
const database = {
  ...pods,
  id: 'database_size',
  title: 'Database size',
  unit: 'bytes',
  by: ['pod'],
  query: 'max by (pod) (database_bytes{$ovnk})',
  bands: undefined,
}
const firing = {
  id: 'alerts_firing',
  title: 'Firing alerts',
  brief: 'B.',
  unit: 'count',
  better: 'lower',
  by: ['alertname'],
  query: 'max by (alertname) (max_over_time(ALERTS[$window]))',
  bands: { critical: 0, source: 'https://etcd.io', hold: 'event' },
}
const group = (name: string, metrics: unknown[]) => ({
  ...groupSchema.parse({ title: name, brief: 'B.', metrics }),
  name,
})

/** A small catalog with one metric of each kind. */
const labCatalog = createCatalog([
  group('etcd/fsync', [fsync]),
  group('etcd/traffic', [traffic]),
  group('etcd/leaders', [leaders]),
  group('etcd/pods', [pods]),
  group('etcd/calls', [calls]),
  group('etcd/newer', [newer]),
  group('disk/writes', [writes]),
  group('ovn/databases', [database]),
  group('ovn/managers', [{ ...database, id: 'managers', per_node: false }]),
  group('alerts/firing', [firing]),
  group('etcd/all', [
    { ...fsync, id: 'fsync_again' },
    { ...traffic, id: 'traffic_again' },
    { ...leaders, id: 'leaders_again' },
  ]),
])

export interface LabOptions extends FakeSourceOptions {
  selectors?: SelectorOverrides
  profile?: string
  jobs?: Parameters<typeof targetsFrame>[0]
  limits?: CollectorOptions['limits']
  cluster?: string
}

export const labNames = [
  'up',
  'fsync_bucket',
  'sent_total',
  'changes_total',
  'is_leader',
  'cpu_total',
  'calls_bucket',
  'writes_total',
  'database_bytes',
]

/** A collector over a bare three-member etcd (m1 to m3) whose range queries are answered by `range`. */
export async function lab(options: LabOptions = {}) {
  const { selectors, profile, jobs = [{ job: 'etcd' }, { job: 'node' }], cluster = 'lab', limits } = options
  const source: FakeSource = fakeSource({
    names: labNames,
    ...options,
    instant: [
      ['count_over_time(up', targetsFrame(jobs)],
      [
        'etcd_server_id',
        instantFrame(['a1', 'a2', 'a3'].map((id, index) => [{ server_id: id, instance: `m${index + 1}` }, 1])),
      ],
      ['"member", "$1"', instantFrame([[{ member: 'm1', node: 'm1:9100' }, 1]])],
      ...(options.instant ?? []),
    ],
  })
  let time = labNow
  const now = () => time
  const platform = await detectPlatform({ source, profiles: shippedProfiles, forced: profile, selectors, now })
  const collector = createCollector({ catalog: labCatalog, source, platform, cluster, now, limits })
  return {
    source,
    platform,
    collector,
    pass: (seconds: number) => {
      time += seconds
    },
  }
}

/** The value that a query compares a label with, unquoted. */
export function labelValue(query: string, label: string): unknown {
  const [, quoted] = new RegExp(`\\b${label}=("(?:[^"\\\\]|\\\\.)*")`, 's').exec(query) ?? []
  return quoted === undefined ? undefined : JSON.parse(quoted)
}
