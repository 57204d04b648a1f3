import type { Client } from '@modelcontextprotocol/client'
import { loadSharedTools } from '@ocp-perf/analyzer'
import { type BuiltServer, mostTokens, neededArgs, withoutVerdict } from '@ocp-perf/analyzer/testing'
import { describeReal, realLab } from '@ocp-perf/lab/testing'
import { loadCatalog, locateConfig } from '@ocp-perf/metrics'
import { panelResultSchema } from '@ocp-perf/panel'
import { countTokens } from 'gpt-tokenizer/encoding/o200k_base'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { z } from 'zod'
import { etcdAnalyzer } from './etcd-analyzer.ts'
import { clusterStatusSchema } from './status/cluster-status-schema.ts'
import { parseExactJson } from './status/exact-json.ts'
import { readPromtool } from './testing/promtool.ts'
import { httpClient, httpServer, stdioClient } from './testing/serve-real.ts'

const args: typeof neededArgs = { ...neededArgs, query_metric: { metric: 'etcd_wal_fsync_p99', duration: '5m' } }

describeReal('the etcd server on a real etcd', ['lab'], () => {
  let server: BuiltServer
  let stdio: Client
  let http: Client

  beforeAll(async () => {
    const env = { PROMETHEUS_URL: realLab().prometheusUrl }
    server = await httpServer(env)
    stdio = await stdioClient(env)
    http = await httpClient(server.url)
  })
  afterAll(async () => {
    await stdio?.close()
    await http?.close()
    await server?.[Symbol.asyncDispose]()
  })

  const call = async (client: Client, name: string, input: Record<string, unknown> = args[name] ?? {}) => {
    // The client itself checks the data against the tool's output schema.
    const result = await client.callTool({ name, arguments: input })
    const text = result.content.map((block) => (block.type === 'text' ? block.text : '')).join('\n')
    expect(result.isError, text).not.toBe(true)
    return { text, data: result.structuredContent }
  }

  describe('every tool answers', () => {
    test('over stdio, with texts that stand alone within their tokens', async () => {
      const { tools } = await stdio.listTools()
      expect(tools.map(({ name }) => name)).toHaveLength((await loadSharedTools()).length + etcdAnalyzer.tools.length)
      for (const { name } of tools) {
        const { text } = await call(stdio, name)
        expect(countTokens(text), name).toBeLessThanOrEqual(mostTokens(name))
        if (!withoutVerdict.has(name)) expect(text, name).toMatch(/^(ok|watch|degraded|critical|no_data|unknown): \S/)
      }
    })

    test('over HTTP, in the newer protocol', async () => {
      const { tools } = await http.listTools()
      for (const { name } of tools) await call(http, name)
    })

    test('over REST, with data of the same schema', async () => {
      const tools = [...(await loadSharedTools()), ...etcdAnalyzer.tools]
      for (const { name, output } of tools) {
        const response = await fetch(new URL(`/tools/${name}`, server.url), {
          method: 'POST',
          headers: { 'content-type': 'application/json' },
          body: JSON.stringify(args[name] ?? {}),
        })
        expect(response.status, name).toBe(200)
        const { data } = z.object({ data: z.unknown(), text: z.string().min(1) }).parse(await response.json())
        expect(output.safeParse(data).error, name).toBeUndefined()
      }
    })

    test('and all that a model is given of them is at most 4,500 tokens', async () => {
      const { tools } = await stdio.listTools()
      const given = tools.map(({ name, description, inputSchema }) => ({ name, description, inputSchema }))
      expect(countTokens(JSON.stringify(given))).toBeLessThanOrEqual(4500)
    })
  })

  describe('values agree', () => {
    /** The catalog's own query with the lab's labels in it, asked by promtool over the panel's window. */
    const askPromtool = async (id: string, window: z.infer<typeof panelResultSchema>['window']) => {
      const { query } = loadCatalog(locateConfig({}, import.meta.url)).metric(id)
      // Four scrapes of 2 s, and no less than the step.
      const rate = `${Math.max(8, window.step)}s`
      const expanded = query
        .replaceAll('$etcd', 'job="etcd"')
        .replaceAll('$member', 'instance')
        .replaceAll('$window', rate)
      const printed = await realLab().promtoolRange(expanded, { ...window, step: `${window.step}s` })
      return readPromtool(printed, 'instance')
    }

    test.each([
      ['get_etcd_disk_wal_fsync', 'etcd_wal_fsync_p99', {}],
      ['get_etcd_disk_backend_commit', 'etcd_backend_commit_p99', {}],
      ['query_metric', 'etcd_db_size', { metric: 'etcd_db_size' }],
    ])('of %s (%s) with promtool for the same window', async (tool, id, input) => {
      const { data } = await call(stdio, tool, { ...input, duration: '2m' })
      const panel = panelResultSchema.parse(data)
      const metric = panel.metrics.find((candidate) => candidate.id === id)
      const printed = await askPromtool(id, panel.window)
      expect(metric?.rows.map(({ labels }) => labels.member).sort()).toEqual(['m1', 'm2', 'm3'])
      for (const { labels, last, mean, max } of metric?.rows ?? []) {
        const values = (printed.get(labels.member ?? '') ?? []).map(({ value }) => value).filter(Number.isFinite)
        expect(values.length).toBeGreaterThan(5)
        expect(last).toBeCloseTo(values.at(-1) ?? Number.NaN, 9)
        expect(max).toBeCloseTo(Math.max(...values), 9)
        expect(mean).toBeCloseTo(values.reduce((sum, value) => sum + value, 0) / values.length, 9)
      }
    })

    test('of the points resource with those of the panel that names it', async () => {
      const { data } = await call(stdio, 'query_metric')
      const [metric] = panelResultSchema.parse(data).metrics
      const { contents } = await stdio.readResource({ uri: metric?.uri ?? '' })
      const text = contents.map((content) => ('text' in content ? content.text : '')).join('')
      const { series } = z
        .object({
          series: z.array(
            z.object({ labels: z.record(z.string(), z.string()), points: z.array(z.array(z.number().nullable())) }),
          ),
        })
        .parse(JSON.parse(text))
      for (const { labels, max } of metric?.rows ?? []) {
        const points = series.find((one) => one.labels.member === labels.member)?.points ?? []
        expect(Math.max(...points.map(([, value]) => value ?? 0))).toBeCloseTo(max ?? Number.NaN, 9)
      }
    })

    test('of the status from metrics with etcdctl', async () => {
      const { data } = await call(http, 'get_etcd_cluster_status')
      const status = clusterStatusSchema.parse(data)
      const lab = realLab()
      expect(status).toMatchObject({ source: 'metrics', alarms: null })
      expect(status.leader).toBe(await lab.leader())
      expect(status.members.map(({ member }) => member).sort()).toEqual(['m1', 'm2', 'm3'])
      for (const { version, healthy, db_bytes } of status.members) {
        expect(version).toBe(lab.versions.etcd)
        expect(healthy).toBe(true)
        expect(db_bytes).toBeGreaterThan(0)
      }
    })

    test('of the status from the gateway with etcdctl, ids digit for digit', async () => {
      const lab = realLab()
      const client = await stdioClient({
        PROMETHEUS_URL: lab.prometheusUrl,
        ETCD_ENDPOINTS: lab.etcdEndpoints.join(','),
      })
      const status = clusterStatusSchema.parse((await call(client, 'get_etcd_cluster_status')).data)
      await client.close()
      const printed = z
        .array(
          z.object({
            Endpoint: z.string(),
            Status: z.object({
              header: z.object({ member_id: z.coerce.string() }),
              version: z.string(),
              raftTerm: z.number(),
              raftIndex: z.number(),
            }),
          }),
        )
        .parse(parseExactJson(await lab.etcdctl(['endpoint', 'status', '-w', 'json'])))
      expect(status).toMatchObject({ source: 'gateway', alarms: [], leader: await lab.leader() })
      for (const { Endpoint, Status } of printed) {
        const member = status.members.find(({ id }) => id === BigInt(Status.header.member_id).toString(16))
        expect(member).toMatchObject({
          endpoint: Endpoint,
          version: Status.version,
          term: Status.raftTerm,
          healthy: true,
        })
        // The load goes on between the two questions.
        expect(Math.abs((member?.raft_index ?? 0) - Status.raftIndex)).toBeLessThan(2000)
        expect(member?.latency_seconds).toBeGreaterThan(0)
      }
    })
  })

  test('completions know clusters, metric ids and durations', async () => {
    const ref = { type: 'ref/resource' as const, uri: 'metric://{cluster}/{id}{?start,end,step,duration}' }
    const complete = async (name: string, value: string) =>
      (await stdio.complete({ ref, argument: { name, value } })).completion.values
    expect(await complete('cluster', 'def')).toEqual(['default'])
    expect(await complete('id', 'etcd_wal_fsync_p')).toContain('etcd_wal_fsync_p99')
    expect(await complete('duration', '1')).toContain('1h')
  })
})
