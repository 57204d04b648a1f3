import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { gunzipSync, gzipSync } from 'node:zlib'
import { type OfflineClient, offlineClient } from '@ocp-perf/analyzer/testing'
import { type Diagnosis, diagnosisSchema, type PanelResult, panelResultSchema } from '@ocp-perf/panel'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { etcdAnalyzer } from './etcd-analyzer.ts'
import { clusterStatusSchema } from './status/cluster-status-schema.ts'

const recordingOf = (name: string) =>
  fileURLToPath(new URL(`../../../tools/lab/fixtures/recordings/${name}.om.gz`, import.meta.url))

let folder: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'recorded-faults-'))
})
afterAll(() => rm(folder, { recursive: true }))

async function diagnosisOf({ call }: OfflineClient, name: string): Promise<{ diagnosis: Diagnosis; text: string }> {
  const { data, text, isError } = await call(name, { duration: '30m' })
  expect(isError, text).toBe(false)
  return { diagnosis: diagnosisSchema.parse(data), text }
}

async function panelOf({ call }: OfflineClient, name: string, input?: Record<string, unknown>): Promise<PanelResult> {
  const { data, text, isError } = await call(name, input)
  expect(isError, text).toBe(false)
  return panelResultSchema.parse(data)
}

/** The rows of a metric by member, each with its verdict. */
function verdictsOf({ metrics }: PanelResult, id: string): Record<string, string> {
  const rows = metrics.find((metric) => metric.id === id)?.rows ?? []
  return Object.fromEntries(rows.map(({ labels, verdict }) => [labels.member ?? '', verdict]))
}

test.each([
  ['fsync-m2-35ms', 'slow-disk', ['m2']],
  ['member-m1-down', 'member-down', ['m1']],
  ['cpu-leader-6pct', 'cpu-starvation', ['m2']],
  ['ranges', 'expensive-ranges', []],
])(
  '%s is %s by each tool that diagnoses',
  async (recording, cause, members) => {
    await using offline = await offlineClient(etcdAnalyzer, recordingOf(recording))
    for (const tool of ['get_etcd_bottleneck_analysis', 'get_etcd_performance_deep_drive']) {
      const { diagnosis, text } = await diagnosisOf(offline, tool)
      expect(diagnosis.causes[0], tool).toMatchObject({ id: cause, members })
      expect(diagnosis.score.value, tool).toBeLessThan(95)
      expect(text, tool).toMatch(new RegExp(`^(watch|degraded|critical): .*\\n[\\s\\S]*1\\. ${cause}, `))
      expect(text, tool).toMatch(new RegExp(`the dump ${recording}\\.om\\.gz`))
    }
  },
  60_000,
)

test('a slow disk under m2 is found at m2 and at no other member', async () => {
  await using offline = await offlineClient(etcdAnalyzer, recordingOf('fsync-m2-35ms'))
  for (const [tool, id] of [
    ['get_etcd_disk_wal_fsync', 'etcd_wal_fsync_p99'],
    ['get_etcd_disk_backend_commit', 'etcd_backend_commit_p99'],
  ] as const) {
    const panel = await panelOf(offline, tool)
    expect(verdictsOf(panel, id), tool).toEqual({ m2: 'degraded', m1: 'ok', m3: 'ok' })
    expect(panel.headline, tool).toMatch(/: m2 degraded, .* still; m\d and m\d ok/)
  }
  // What a client of m2 feels is beyond etcd's own limit.
  const { text } = await offline.call('get_etcd_general_info')
  expect(text).toMatch(/^critical: Write p99: m2\/Put critical/)
  expect(text).toMatch(/m[13]\/Put and m[13]\/Put ok/)
})

test('a member that went down is named, and the others are not', async () => {
  const text = gunzipSync(await readFile(recordingOf('healthy-1'))).toString('utf8')
  const file = join(folder, 'member-m1-down.om.gz')
  await writeFile(file, gzipSync(withoutMember(text, 'm1', 90), { level: 1 }))
  await using offline = await offlineClient(etcdAnalyzer, file)
  const { data, text: status } = await offline.call('get_etcd_cluster_status')
  expect(status).toMatch(/^critical: m1: down \(.*2 of 3 voting members up/)
  const { members } = clusterStatusSchema.parse(data)
  expect(members.map(({ member, verdict }) => [member, verdict])).toEqual([
    ['m1', 'critical'],
    ['m2', 'ok'],
    ['m3', 'ok'],
  ])
  const { text: health } = await offline.call('get_server_health')
  expect(health).toMatch(/^degraded: .*jobs with targets down: etcd/)
  const panel = await panelOf(offline, 'get_etcd_disk_wal_fsync')
  expect(panel.notes.join(' ')).toMatch(/No sample of m1 after \d\d:\d\d:\d\dZ\./)
})

/** A recording in which a member's etcd was gone for the last seconds: its series end, and it is not up. */
function withoutMember(text: string, member: string, seconds: number): string {
  const lines = text.split('\n')
  const timeOf = (line: string) => Number(line.slice(line.lastIndexOf(' ') + 1))
  const end = lines.reduce((latest, line) => Math.max(latest, timeOf(line) || 0), 0)
  const kept = lines.flatMap((line) => {
    const isGone = line.includes(`instance="${member}",job="etcd"`) && timeOf(line) > end - seconds
    if (!isGone) return [line]
    return line.startsWith('up{') ? [line.replace(/ \S+ (\S+)$/, ' 0 $1')] : []
  })
  return kept.join('\n')
}
