import { readFile } from 'node:fs/promises'
import { defineAnalyzer } from '@ocp-perf/analyzer'
import { type FakePrometheus, startFakePrometheus, testContext } from '@ocp-perf/analyzer/testing'
import { connectClient, describeServer } from '@ocp-perf/mcp-kit/testing'
import { countTokens } from 'gpt-tokenizer/encoding/o200k_base'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { etcdAnalyzer } from './etcd-analyzer.ts'
import { readmePath, withToolsTable } from './testing/tools-table.ts'

const args = { query_metric: { metric: 'etcd_wal_fsync_p99' } }
let prometheus: FakePrometheus

beforeAll(async () => {
  prometheus = await startFakePrometheus()
})
afterAll(() => prometheus.close())

const create = () => defineAnalyzer(etcdAnalyzer, testContext({ url: prometheus.url }))

describeServer('etcd', create, { args })

test('what a model is given of all tools is at most 4,500 tokens', async () => {
  const client = await connectClient(await create())
  const { tools } = await client.listTools()
  const given = tools.map(({ name, description, inputSchema }) => ({ name, description, inputSchema }))
  expect(countTokens(JSON.stringify(given))).toBeLessThanOrEqual(4500)
  await client.close()
})

test('every text stands alone: a verdict or a finding first, the cluster named, at most 1,500 tokens', async () => {
  const client = await connectClient(await create())
  const { tools } = await client.listTools()
  for (const { name } of tools) {
    const { content } = await client.callTool({ name, arguments: name in args ? args.query_metric : {} })
    const text = content.map((block) => (block.type === 'text' ? block.text : '')).join('\n')
    expect(countTokens(text), name).toBeLessThanOrEqual(1500)
    if (name !== 'list_metrics') expect(text, name).toMatch(/^(ok|watch|degraded|critical|no_data|unknown): /)
  }
  await client.close()
})

test('the tools table of the README is the one that the tools give', async () => {
  const readme = await readFile(readmePath, 'utf8')
  expect(readme).toBe(await withToolsTable(readme))
  expect(readme).toContain('`get_etcd_cluster_status` |')
})
