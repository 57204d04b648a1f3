import { readFile } from 'node:fs/promises'
import { withTableOf } from '@ocp-perf/analyzer/testing'
import { describeServer } from '@ocp-perf/mcp-kit/testing'
import { countTokens } from 'gpt-tokenizer/encoding/o200k_base'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type FakeInflux, startFakeInflux } from './testing/fake-influx.ts'
import { type OpenServer, openServer } from './testing/open-server.ts'
import { timeseries } from './timeseries.ts'

/** What a model is given of all tools of a server, in tokens. */
const mostTokensOfTools = 4_500
const mostTokensOfText = 1_500

const prometheus_query = 'load'
const args: Record<string, Record<string, unknown>> = {
  query_prometheus: { query: 'load', duration: '1h', top: 100 },
  query_influxdb: { query: 'SELECT used FROM memory' },
  list_prometheus_metrics: { limit: 200 },
  aggregate_time_series: { prometheus_query, influxdb_query: 'SELECT used FROM memory', rows: 200 },
  detect_anomalies: { prometheus_query, top: 100 },
  get_metrics_summary: { prometheus_query, top: 100 },
  characterize_change: { prometheus_query },
  rank_changes: { prometheus_query, top: 100 },
  detect_change_points: { prometheus_query, top: 100 },
  forecast: { prometheus_query, limit: 100, horizon: '1h', top: 100 },
  correlate: { prometheus_query: 'load{pod="p1"}', with_prometheus_query: prometheus_query, top: 100 },
}

let influx: FakeInflux
let server: OpenServer

beforeAll(async () => {
  const end = Math.floor(Date.now() / 60_000) * 60
  influx = await startFakeInflux([
    {
      name: 'memory',
      field: 'used',
      points: Array.from({ length: 60 }, (_, index) => [end - index * 60, index] as const).reverse(),
    },
  ])
  server = await openServer({
    end,
    influxUrl: influx.url,
    series: Array.from({ length: 60 }, (_, pod) => ({
      name: 'load',
      labels: { pod: `p${pod}`, namespace: `a-rather-long-name-of-a-namespace-${pod % 7}` },
      value: (scrape: number) => 10 + pod + Math.sin(scrape / 9 + pod) + (scrape > 150 && pod % 5 === 0 ? 20 : 0),
    })),
  })
})
afterAll(async () => {
  await server[Symbol.asyncDispose]()
  await influx[Symbol.asyncDispose]()
})

describeServer('timeseries', async () => server.definition, { args })

describe('what a model is given', () => {
  test(`of all tools is at most ${mostTokensOfTools} tokens`, async () => {
    const { tools } = await server.client.listTools()
    const given = tools.map(({ name, description, inputSchema }) => ({ name, description, inputSchema }))
    expect(countTokens(JSON.stringify(given))).toBeLessThanOrEqual(mostTokensOfTools)
  })

  test('of an answer stands alone, verdict first, within its tokens, however much was asked for', async () => {
    const { tools } = await server.client.listTools()
    for (const { name } of tools) {
      const { text } = await server.call(name, args[name] ?? {})
      expect(countTokens(text), name).toBeLessThanOrEqual(mostTokensOfText)
      expect(text, name).toMatch(/^(ok|watch|degraded|critical|no_data|unknown): \S/)
    }
  })
})

test('the tools table of the README is the one that the tools give', async () => {
  const page = await readFile(new URL('../README.md', import.meta.url), 'utf8')
  expect(page).toBe(withTableOf(page, timeseries))
  for (const { name } of timeseries.tools) expect(page).toContain(`\`${name}\` |`)
})
