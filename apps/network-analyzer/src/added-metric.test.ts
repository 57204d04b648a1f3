import { appendFile, cp, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { type OfflineClient, offlineClient } from '@ocp-perf/analyzer/testing'
import { panelResultSchema } from '@ocp-perf/panel'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { z } from 'zod'
import { networkAnalyzer } from './network-analyzer.ts'

const repository = new URL('../../../', import.meta.url)
const recording = fileURLToPath(new URL('tools/lab/fixtures/recordings/udp-buffer-3000.om.gz', repository))

const id = 'node_nic_receive_packet_size'
const entry = `
  - id: ${id}
    title: Size of received packets
    brief: Bytes of the middle packet that the interface receives.
    unit: bytes
    better: none
    by: [node, device]
    query: |
      sum by ($nodeLabel, device) (rate(node_network_receive_bytes_total{$node,$nic}[$window]))
        / sum by ($nodeLabel, device) (rate(node_network_receive_packets_total{$node,$nic}[$window]))
`

describe('a metric that somebody adds to a file of the catalog', () => {
  let folder: string
  let offline: OfflineClient
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'added-metric-'))
    const config = join(folder, 'config')
    await cp(fileURLToPath(new URL('config', repository)), config, { recursive: true })
    await appendFile(join(config, 'metrics/network/io.yml'), entry)
    const db = join(folder, 'history.duckdb')
    offline = await offlineClient(networkAnalyzer, recording, db, { OCP_PERF_CONFIG: config })
  }, 60_000)
  afterAll(async () => {
    await offline[Symbol.asyncDispose]()
    await rm(folder, { recursive: true })
  })

  test('is measured by the tool of its group', async () => {
    const { data } = await offline.call('query_network_io_metrics', { duration: '30m' })
    const metric = panelResultSchema.parse(data).metrics.find((each) => each.id === id)
    expect(metric?.rows.map(({ labels }) => labels.node).sort()).toEqual(['m1', 'm2', 'm3'])
    for (const { mean } of metric?.rows ?? []) expect(mean).toBeGreaterThan(60)
  })

  test('is in the deep drive and in the report', async () => {
    const deep = await offline.call('get_network_performance_deep_drive', { duration: '30m' })
    const { panels } = z.looseObject({ panels: z.array(panelResultSchema) }).parse(deep.data)
    expect(panels.flatMap(({ metrics }) => metrics.map((metric) => metric.id))).toContain(id)
    const { data } = await offline.call('generate_network_performance_report', { duration: '30m', format: 'html' })
    const { document } = z.looseObject({ document: z.looseObject({ uri: z.string() }) }).parse(data)
    const { contents } = await offline.client.readResource({ uri: document.uri })
    const text = contents.map((content) => ('text' in content ? content.text : '')).join('')
    expect(text).toContain('Size of received packets')
  })

  test('is listed, and asked for by its id', async () => {
    expect((await offline.call('list_metrics', { text: 'packet size' })).text).toContain(id)
    const { data } = await offline.call('query_metric', { metric: id, duration: '30m' })
    expect(panelResultSchema.parse(data).metrics[0]?.rows).toHaveLength(3)
  })

  test('is in the history, as a view of its own', async () => {
    await offline.call('query_metric', { metric: id, duration: '30m' })
    const { text, isError } = await offline.call('query_history', { sql: `SELECT count(*) AS points FROM ${id}` })
    expect(isError, text).toBe(false)
    expect(Number(/\d{2,}/.exec(text)?.[0])).toBeGreaterThan(30)
  })
})
