import { cp, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { loadSharedTools } from '@ocp-perf/analyzer'
import {
  dumpText,
  mostTokens,
  type OfflineClient,
  offlineClient,
  openshiftSeries,
  withoutVerdict,
} from '@ocp-perf/analyzer/testing'
import { type Diagnosis, diagnosisSchema, type PanelResult, panelResultSchema } from '@ocp-perf/panel'
import { countTokens } from 'gpt-tokenizer/encoding/o200k_base'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { z } from 'zod'
import { etcdAnalyzer } from './etcd-analyzer.ts'
import { clusterStatusSchema } from './status/cluster-status-schema.ts'

const recordingOf = (name: string) =>
  fileURLToPath(new URL(`../../../tools/lab/fixtures/recordings/${name}.om.gz`, import.meta.url))

let folder: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'recordings-'))
})
afterAll(() => rm(folder, { recursive: true }))

const tools = [...(await loadSharedTools()), ...etcdAnalyzer.tools].map(({ name }) => name)

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

/** Each tool of a server, asked in turn: what it says stands alone, is short, and tells of what it speaks. */
async function askEveryTool(offline: OfflineClient, recording: RegExp): Promise<Map<string, string>> {
  const texts = new Map<string, string>()
  for (const name of tools) {
    const { text, isError } = await offline.call(name)
    expect(isError, `${name}: ${text}`).toBe(false)
    expect(countTokens(text), name).toBeLessThanOrEqual(mostTokens(name))
    texts.set(name, text)
    if (withoutVerdict.has(name)) continue
    expect(text, name).toMatch(/^(ok|watch|degraded|critical|no_data|unknown): \S/)
    // There is none here, and what it keeps is of no one dump.
    if (name === 'get_history') continue
    expect(text, name).toMatch(recording)
  }
  return texts
}

describe('a healthy cluster', () => {
  let offline: OfflineClient
  beforeAll(async () => {
    offline = await offlineClient(etcdAnalyzer, recordingOf('healthy-1'))
  })
  afterAll(() => offline[Symbol.asyncDispose]())

  test('is answered by every tool without a network, and nothing of it is critical or degraded', async () => {
    const said =
      /From the dump healthy-1\.om\.gz: "now" is \d\d:\d\d:\d\d UTC on 2026-11-\d\d, the end of its data \(\d+m\d+s in all\)\./
    const texts = await askEveryTool(offline, said)
    for (const [name, text] of texts) expect(text, name).not.toMatch(/^(critical|degraded)/m)
  }, 60_000)

  test('health and cluster say in their first line which moment counts as now', async () => {
    for (const name of ['get_server_health', 'get_ocp_cluster_info', 'get_etcd_cluster_status']) {
      const { text } = await offline.call(name)
      expect(text.split('\n')[0], name).toMatch(
        /\d\d:\d\d:\d\d UTC on 2026-11-\d\d, the end of the dump healthy-1\.om\.gz/,
      )
    }
  })

  test('is diagnosed as healthy, with a score to match', async () => {
    for (const tool of ['get_etcd_bottleneck_analysis', 'get_etcd_performance_deep_drive']) {
      const { diagnosis, text } = await diagnosisOf(offline, tool)
      expect(diagnosis, tool).toMatchObject({ verdict: 'ok', causes: [] })
      // A bare etcd has no API server whose users could feel anything.
      expect(
        diagnosis.unseen.map(({ what }) => what),
        tool,
      ).toEqual([expect.stringContaining('What clients feel')])
      expect(diagnosis.score.value, tool).toBeGreaterThanOrEqual(95)
      expect(text, tool).toMatch(/^ok: No cause for trouble/)
    }
  })

  test('a recording that nobody has touched for long is not stale', async () => {
    const { data } = await offline.call('get_server_health')
    const { clusters } = z
      .object({
        clusters: z.array(
          z.object({
            newest_sample_seconds: z.number(),
            recording: z.object({ name: z.string(), start: z.number(), end: z.number() }),
          }),
        ),
      })
      .parse(data)
    expect(clusters[0]?.newest_sample_seconds).toBeLessThan(30)
    expect(clusters[0]?.recording.name).toBe('the dump healthy-1.om.gz')
  })

  test('every row has figures at the end of the window, which is the end of the data', async () => {
    const panel = await panelOf(offline, 'get_etcd_disk_wal_fsync')
    const p99 = panel.metrics.find(({ id }) => id === 'etcd_wal_fsync_p99')
    expect(p99?.rows.map(({ labels }) => labels.member).sort()).toEqual(['m1', 'm2', 'm3'])
    for (const { last, max } of p99?.rows ?? []) {
      expect(last).toBeGreaterThan(0)
      expect(max).toBeLessThan(0.01)
    }
  })

  test('the points behind a metric are read by its address', async () => {
    const panel = await panelOf(offline, 'query_metric')
    const [metric] = panel.metrics
    const { contents } = await offline.client.readResource({ uri: metric?.uri ?? '' })
    const text = contents.map((content) => ('text' in content ? content.text : '')).join('')
    expect(JSON.parse(text)).toMatchObject({ cluster: 'healthy-1', window: panel.window })
    const latest = await offline.client.readResource({ uri: 'metric://healthy-1/etcd_wal_fsync_p99?duration=1m' })
    expect(JSON.stringify(latest)).toContain(`\\"end\\":${panel.window.end}`)
  })

  test('a window that begins before the data is answered with a note, and one beside them is refused', async () => {
    const { notes } = await panelOf(offline, 'get_etcd_disk_wal_fsync', { duration: '1d' })
    expect(notes[1]).toMatch(
      /^Its data begin at \d\d:\d\d:\d\dZ: the 23h\S+ of the window before that are not in it\.$/,
    )
    for (const input of [{ end_time: 'now-1d' }, { start_time: '2099-01-01T00:00:00Z' }]) {
      const { isError, text } = await offline.call('get_etcd_disk_wal_fsync', input)
      expect(isError).toBe(true)
      expect(text).toMatch(/Its data are of 2026-11-\d\d \S+ to \S+ UTC \(\d+m\d+s\)/)
    }
    const { isError, text } = await offline.call('get_etcd_cluster_status', { time: 'now-2h' })
    expect(isError, text).toBe(true)
    expect(text).toContain('the dump healthy-1.om.gz')
  })

  test('a moment within the data is answered as of then', async () => {
    const { data, text } = await offline.call('get_etcd_cluster_status', { time: 'now-2m' })
    const status = clusterStatusSchema.parse(data)
    expect(status).toMatchObject({ source: 'metrics', read_from: 'the dump healthy-1.om.gz' })
    expect(text.split('\n')[0]).toMatch(/as of 2026-11-\S+Z, in the dump healthy-1\.om\.gz$/)
  })
})

describe('a folder shaped like a must-gather of OpenShift', () => {
  let offline: OfflineClient
  beforeAll(async () => {
    const image = join(folder, 'must-gather.local.4711', 'quay-io-openshift-release-dev-ocp-v4-0-art-dev-sha256-ab12')
    await mkdir(join(image, 'monitoring'), { recursive: true })
    await mkdir(join(image, 'namespaces', 'openshift-etcd'), { recursive: true })
    await writeFile(join(folder, 'must-gather.local.4711', 'must-gather.logs'), 'gathering\n')
    await writeFile(join(image, 'version'), 'openshift/must-gather\n4.18.9\n')
    const text = dumpText(openshiftSeries(), { end: 1_795_001_000, scrapes: 40, everySeconds: 30 })
    await writeFile(
      join(image, 'monitoring', 'metrics.openmetrics'),
      `${text.slice(0, 200)}\nnonsense\n${text.slice(200)}`,
    )
    await cp(recordingOf('healthy-1'), join(image, 'namespaces', 'openshift-etcd', 'unrelated.gz'))
    offline = await offlineClient(etcdAnalyzer, join(folder, 'must-gather.local.4711'))
  })
  afterAll(() => offline[Symbol.asyncDispose]())

  test('is answered by every tool, as the cluster that the folder is called after', async () => {
    expect((await offline.call('get_server_health')).text).toContain('must-gather.local.4711: now is')
    await askEveryTool(offline, /the dump monitoring\/metrics\.openmetrics in must-gather\.local\.4711/)
  }, 60_000)

  test('tells version, infrastructure, nodes and operators without an API', async () => {
    const { data, text } = await offline.call('get_ocp_cluster_info')
    expect(data).toMatchObject({
      source: 'metrics',
      platform: 'openshift',
      version: '4.18.9',
      infrastructure: 'BareMetal',
      verdict: 'degraded',
      roles: { 'control-plane': 3, worker: 1 },
      operators: { total: 2, unavailable: [], degraded: ['network'] },
      counts: [{ resource: 'pods', count: 312 }],
    })
    expect(data).toMatchObject({
      nodes: expect.arrayContaining([
        expect.objectContaining({ name: 'master-2', schedulable: false, cpu_cores: 8, architecture: 'amd64' }),
        expect.objectContaining({ name: 'worker-0', problems: ['DiskPressure'], created: '2023-11-14T22:13:20Z' }),
      ]),
    })
    expect(text).toMatch(/^degraded: OpenShift 4\.18\.9, BareMetal, 4 nodes: operators degraded: network, as of /)
  })

  test('joins members with their nodes', async () => {
    const { data } = await offline.call('get_etcd_cluster_status')
    const { leader, members } = clusterStatusSchema.parse(data)
    expect(leader).toBe('etcd-master-1')
    expect(members.map(({ member }) => member)).toEqual(['etcd-master-0', 'etcd-master-1', 'etcd-master-2'])
    const { metrics } = await panelOf(offline, 'query_metric', { metric: 'etcd_db_size' })
    expect(metrics[0]?.rows.map(({ labels }) => labels.node).sort()).toEqual(['master-0', 'master-1', 'master-2'])
  })

  test('lacks what was not gathered, and is not called well for that', async () => {
    const panel = await panelOf(offline, 'get_etcd_network_io')
    expect(panel.verdict).toBe('no_data')
    expect(panel.metrics.filter(({ verdict }) => verdict === 'ok')).toEqual([])
    expect(panel.metrics[0]?.reason).toMatch(/^not recorded: etcd_network_peer/)
    expect(panel.notes.filter((note) => note.startsWith('No data (not recorded)'))).toHaveLength(1)
  })

  test('tells the alerts that fired at its end, since when, from their series', async () => {
    const { data, text } = await offline.call('get_cluster_alerts')
    expect(data).toMatchObject({
      source: 'series',
      verdict: 'degraded',
      firing: 1,
      alerts: [{ name: 'NodeFilesystemSpaceFillingUp', since: 1_795_000_000 }],
    })
    expect(text).toContain('NodeFilesystemSpaceFillingUp in openshift-monitoring: firing since 2026-11-18T11:06:40Z')
  })

  test('what could not be read of it is said once in each answer, and in health', async () => {
    for (const name of ['get_server_health', 'get_etcd_disk_wal_fsync', 'get_etcd_cluster_status']) {
      const { text } = await offline.call(name)
      expect(text.match(/lines of the dump could not be read/g), name).toHaveLength(1)
    }
  })
})
