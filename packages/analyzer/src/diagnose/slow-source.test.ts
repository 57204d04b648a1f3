import { connectClient } from '@ocp-perf/mcp-kit/testing'
import { expect, onTestFinished, test } from 'vitest'
import { defineAnalyzer } from '../define-analyzer.ts'
import { startFakePrometheus, testContext } from '../testing/index.ts'

const analyzer = {
  name: 'test-analyzer',
  title: 'Test',
  version: '1.2.3',
  port: 0,
  instructions: 'For a test.',
  tools: [],
  home: import.meta.url,
}

test('what a slow Prometheus leaves open is told once with the reason and the next step, however much it is', async () => {
  const prometheus = await startFakePrometheus({ stalls: (query) => /etcd_disk_wal|etcd_network/.test(query) })
  const context = testContext({ url: prometheus.url, queryLimitMs: 700 })
  const client = await connectClient(await defineAnalyzer(analyzer, context))
  onTestFinished(async () => {
    await client.close()
    await context.close()
    await prometheus.close()
  })
  const result = await client.callTool({ name: 'get_cluster_bottleneck_analysis', arguments: {} })
  const text = result.content.map((block) => (block.type === 'text' ? block.text : '')).join('\n')
  const told = text.split('\n').filter((line) => line.includes('did not answer within 0.7 s'))
  const lines = told.filter((line) => line.startsWith('Not seen: '))
  expect(lines).toHaveLength(1)
  expect(lines[0]).toMatch(
    /^Not seen: .* and \d+ more: Prometheus at http:\S+ did not answer within 0\.7 s\. Ask for a shorter window or fewer nodes; query_timeout_seconds in clusters\.yaml allows more time; leaves/,
  )
  expect(text).not.toMatch(/^ok/)
}, 30_000)
