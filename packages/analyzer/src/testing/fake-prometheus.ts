import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'

/** A reply in place of the usual ones. */
export interface Reply {
  status?: number
  type?: string
  body?: string
  headers?: Readonly<Record<string, string>>
  /** Never answers; closing the server ends the wait. */
  hang?: boolean
  /** Closes the connection instead of answering. */
  cut?: boolean
}

interface SeenRequest {
  path: string
  query: string | undefined
  authorization: string | undefined
}

export interface FakePrometheusOptions {
  /** Members of etcd and nodes, as their `instance` label names them. */
  instances?: readonly string[]
  /** The value of a series; undefined leaves the series out. */
  value?: (query: string, labels: Readonly<Record<string, string>>) => number | undefined
  /** Queries that are never answered, as those are that a busy Prometheus does not get to. */
  stalls?: (query: string) => boolean
  alerts?: readonly object[]
  rules?: readonly object[]
}

/** A small server on loopback that answers as Prometheus does, or as told. */
export interface FakePrometheus {
  url: string
  requests: SeenRequest[]
  /** How many requests were given up by whoever sent them. */
  abandoned: number
  /** What each request gets, where it is set. */
  reply: Reply | undefined
  /** Replies by path, such as `/api/v1/alerts`. */
  replies: Record<string, Reply>
  close(): Promise<void>
}

const jobs = ['etcd', 'node']

/**
 * Understands no PromQL: each query is answered with one series per instance that carries the labels of the query's
 * own `by (…)`, which is all that a collector reads from it.
 */
export async function startFakePrometheus(options: FakePrometheusOptions = {}): Promise<FakePrometheus> {
  const server = createServer((request, response) => {
    respond(fake, options, request, response).catch(() => response.destroy())
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  const fake: FakePrometheus = {
    url: `http://127.0.0.1:${port}`,
    requests: [],
    abandoned: 0,
    reply: undefined,
    replies: {},
    close: async () => {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
  return fake
}

async function respond(
  fake: FakePrometheus,
  options: FakePrometheusOptions,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  response.once('close', () => {
    if (!response.writableFinished) fake.abandoned++
  })
  const url = new URL(request.url ?? '/', fake.url)
  let form = ''
  for await (const chunk of request) form += String(chunk)
  const parameters = new URLSearchParams(form || url.searchParams.toString())
  const query = parameters.get('query') ?? undefined
  fake.requests.push({ path: url.pathname, query, authorization: request.headers.authorization })
  const reply = fake.replies[url.pathname] ?? fake.reply
  if (query !== undefined && options.stalls?.(query)) return
  if (reply !== undefined) sendReply(response, reply)
  else send(response, 200, JSON.stringify({ status: 'success', data: dataFor(url.pathname, parameters, options) }))
}

function sendReply(response: ServerResponse, reply: Reply): void {
  const { status = 200, type = 'application/json', body = '', headers = {}, hang = false, cut = false } = reply
  if (hang) return
  if (cut) response.destroy()
  else send(response, status, body, { 'content-type': type, ...headers })
}

function send(response: ServerResponse, status: number, body: string, headers: Readonly<Record<string, string>> = {}) {
  response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(body)
}

function dataFor(path: string, parameters: URLSearchParams, options: FakePrometheusOptions): unknown {
  const query = parameters.get('query') ?? ''
  switch (path) {
    case '/api/v1/query':
      return { resultType: 'vector', result: instantResult(query, options) }
    case '/api/v1/query_range':
      return { resultType: 'matrix', result: rangeResult(query, parameters, options) }
    case '/api/v1/alerts':
      return { alerts: options.alerts ?? [] }
    case '/api/v1/rules':
      return { groups: options.rules ?? [] }
    case '/api/v1/status/buildinfo':
      return { version: '2.53.3', application: 'Prometheus' }
    case '/api/v1/status/tsdb':
      return { headStats: { numSeries: 4321 } }
    default:
      return []
  }
}

function instantResult(query: string, options: FakePrometheusOptions): object[] {
  const now = Date.now() / 1000
  if (query.includes('count_over_time(up[')) {
    const counts = [['up', '1'], ...[595, 295, 115, 55].map((range) => [String(range), String(Math.floor(range / 15))])]
    return jobs.flatMap((job) => counts.map(([seen, value]) => ({ metric: { job, seen }, value: [now, value] })))
  }
  return seriesOf(query, options).map(({ labels, value }) => ({ metric: labels, value: [now, String(value)] }))
}

function rangeResult(query: string, parameters: URLSearchParams, options: FakePrometheusOptions): object[] {
  const [start, end, step] = ['start', 'end', 'step'].map((name) => Number(parameters.get(name))) as [
    number,
    number,
    number,
  ]
  const times = Array.from({ length: Math.floor((end - start) / step) + 1 }, (_, index) => start + index * step)
  return seriesOf(query, options).map(({ labels, value }) => ({
    metric: labels,
    values: times.map((time) => [time, String(value)]),
  }))
}

const defaultInstances = ['m1', 'm2', 'm3']
const exampleLabels: Readonly<Record<string, string>> = {
  To: '2a',
  server_version: '3.5.16',
  cluster_version: '3.5',
  server_id: '2a',
  device: 'sda',
  mode: 'user',
  job: 'etcd',
}

function seriesOf(query: string, options: FakePrometheusOptions): { labels: Record<string, string>; value: number }[] {
  const { instances = defaultInstances, value = () => 0 } = options
  const [, by = 'instance'] = /\bby \(([^)]*)\)/.exec(query) ?? []
  const names = by.split(',').map((name) => name.trim())
  const keyed = names.some((name) => name === 'instance' || name === 'host')
  return (keyed ? instances : instances.slice(0, 1)).flatMap((instance) => {
    const own: Record<string, string> = { instance, node: instance, host: instance, member: instance }
    const labels = Object.fromEntries(
      names.flatMap((name) => (name === '' || name === 'le' ? [] : [[name, own[name] ?? exampleLabels[name] ?? 'x']])),
    )
    const found = value(query, labels)
    return found === undefined ? [] : [{ labels, value: found }]
  })
}
