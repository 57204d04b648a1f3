import { Client, StreamableHTTPClientTransport, type Transport } from '@modelcontextprotocol/client'
import { AppError } from '@ocp-perf/errors'
import { webSocketTransport } from '@ocp-perf/mcp-kit/web-socket'
import { WebSocket } from 'ws'
import type { ToolInput, ToolName, ToolOutput } from './tools.ts'

export interface ClientOptions {
  /** `ws://…/ws` or `http://…/mcp`. Default `ws://localhost:8004/ws`. */
  url?: string | undefined
  /** The bearer token that the server asks for. */
  token?: string | undefined
  /** How long a call may take. Default 60 s. */
  timeoutMs?: number | undefined
  signal?: AbortSignal | undefined
}

/** An answer: a text that stands alone, and the data of the tool's schema. */
export interface ToolAnswer<Name extends ToolName> {
  text: string
  data: ToolOutput<Name>
}

type ResultFormat = 'json' | 'csv' | 'parquet'

/** The tools of the time-series server as functions. Failures are `AppError`s with the server's own words. */
export interface TimeSeriesClient extends AsyncDisposable {
  call<Name extends ToolName>(name: Name, input: ToolInput<Name>): Promise<ToolAnswer<Name>>
  queryPrometheus(
    query: string,
    rest?: Omit<ToolInput<'query_prometheus'>, 'query'>,
  ): Promise<ToolAnswer<'query_prometheus'>>
  queryInfluxdb(query: string, rest?: Omit<ToolInput<'query_influxdb'>, 'query'>): Promise<ToolAnswer<'query_influxdb'>>
  listPrometheusMetrics(input?: ToolInput<'list_prometheus_metrics'>): Promise<ToolAnswer<'list_prometheus_metrics'>>
  listInfluxdbMeasurements(
    input?: ToolInput<'list_influxdb_measurements'>,
  ): Promise<ToolAnswer<'list_influxdb_measurements'>>
  aggregateTimeSeries(input: ToolInput<'aggregate_time_series'>): Promise<ToolAnswer<'aggregate_time_series'>>
  detectAnomalies(input: ToolInput<'detect_anomalies'>): Promise<ToolAnswer<'detect_anomalies'>>
  getMetricsSummary(input: ToolInput<'get_metrics_summary'>): Promise<ToolAnswer<'get_metrics_summary'>>
  /** Every point behind an answer, from the `uri` of its data: text, or the bytes of a Parquet file. */
  whole(uri: string, format?: ResultFormat): Promise<string | Uint8Array>
  close(): Promise<void>
}

const defaultUrl = 'ws://localhost:8004/ws'
const clientVersion = '0.1.0'

/** Connects to a running server; `await using` ends the connection. `unreachable` where none listens. */
export async function connectTimeSeries(options: ClientOptions = {}): Promise<TimeSeriesClient> {
  const { url = defaultUrl, timeoutMs = 60_000, signal } = options
  const client = new Client({ name: 'time-series-client', version: clientVersion })
  try {
    await client.connect(await transportTo(new URL(url), options))
  } catch (cause) {
    if (signal?.aborted) throw signal.reason
    throw new AppError('unreachable', `No time-series server answers at ${url}.`, {
      hint: 'Start it with pnpm --filter timeseries start, and give its token where it asks for one.',
      cause,
    })
  }
  return over(client, { timeout: timeoutMs, ...(signal === undefined ? {} : { signal }) })
}

async function transportTo(url: URL, { token }: ClientOptions): Promise<Transport> {
  const headers: Record<string, string> = token === undefined ? {} : { authorization: `Bearer ${token}` }
  if (url.protocol.startsWith('http')) return new StreamableHTTPClientTransport(url, { requestInit: { headers } })
  const socket = new WebSocket(url, 'mcp', { headers })
  await new Promise<void>((resolve, reject) => {
    socket.once('open', resolve)
    socket.once('error', reject)
  })
  return webSocketTransport(socket)
}

function over(client: Client, options: { timeout: number; signal?: AbortSignal }): TimeSeriesClient {
  async function call<Name extends ToolName>(name: Name, input: ToolInput<Name>): Promise<ToolAnswer<Name>> {
    const { content, isError, structuredContent } = await client.callTool({ name, arguments: { ...input } }, options)
    const text = content
      .map((block) => (block.type === 'text' ? block.text : ''))
      .join('\n')
      .trim()
    if (isError === true) throw new AppError('upstream', text)
    // The client has checked the data against the schema that the server listed for this tool.
    return { text, data: structuredContent as ToolOutput<Name> }
  }
  const close = () => client.close()
  return {
    call,
    queryPrometheus: (query, rest) => call('query_prometheus', { query, ...rest }),
    queryInfluxdb: (query, rest) => call('query_influxdb', { query, ...rest }),
    listPrometheusMetrics: (input = {}) => call('list_prometheus_metrics', input),
    listInfluxdbMeasurements: (input = {}) => call('list_influxdb_measurements', input),
    aggregateTimeSeries: (input) => call('aggregate_time_series', input),
    detectAnomalies: (input) => call('detect_anomalies', input),
    getMetricsSummary: (input) => call('get_metrics_summary', input),
    whole: async (uri, format = 'json') => {
      const { contents } = await client.readResource({ uri: `${uri}&format=${format}` }, options)
      const [content] = contents
      if (content !== undefined && 'blob' in content) return Buffer.from(content.blob, 'base64')
      return content !== undefined && 'text' in content ? content.text : ''
    },
    close,
    [Symbol.asyncDispose]: close,
  }
}
