import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'

/** A series as InfluxQL answers it, times in unix seconds. */
export interface FakeInfluxSeries {
  name: string
  tags?: Record<string, string>
  field: string
  points: readonly (readonly [time: number, value: number | null])[]
}

export interface FakeInflux extends AsyncDisposable {
  url: string
  /** The queries that arrived. */
  queries: string[]
}

/**
 * A small InfluxDB on loopback that gives the same series to every SELECT (1.x) or script (2.x), and in 1.x a list to every
 * SHOW.
 */
export async function startFakeInflux(
  series: readonly FakeInfluxSeries[],
  release: '1.6.7' | '2.7.11' = '1.6.7',
): Promise<FakeInflux> {
  const queries: string[] = []
  const server = createServer(async (request, response) => {
    const url = new URL(request.url ?? '/', 'http://localhost')
    let body = ''
    for await (const chunk of request) body += String(chunk)
    response.setHeader('X-Influxdb-Version', release)
    response.setHeader('X-Influxdb-Build', 'OSS')
    response.setHeader('Content-Type', 'application/json')
    if (url.pathname === '/ping') return response.writeHead(204).end()
    if (url.pathname === '/api/v2/query') {
      queries.push(body)
      return response.writeHead(200, { 'Content-Type': 'text/csv' }).end(annotatedCsv(series))
    }
    const query = url.searchParams.get('q') ?? new URLSearchParams(body).get('q') ?? ''
    queries.push(query)
    return response.end(
      JSON.stringify({ results: [{ statement_id: 0, series: answerTo(query, series, unitsOf(url, body)) }] }),
    )
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  return {
    url: `http://127.0.0.1:${port}`,
    queries,
    [Symbol.asyncDispose]: async () => {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}

/** Times in a second, as the caller wants them. */
function unitsOf(url: URL, body: string): number {
  const epoch = url.searchParams.get('epoch') ?? new URLSearchParams(body).get('epoch') ?? 'ms'
  return { s: 1, ms: 1e3, u: 1e6, us: 1e6, ns: 1e9 }[epoch] ?? 1e3
}

function answerTo(query: string, series: readonly FakeInfluxSeries[], units: number): object[] {
  if (/^show databases/i.test(query))
    return [{ name: 'databases', columns: ['name'], values: [['_internal'], ['metrics']] }]
  if (/^show measurements/i.test(query)) {
    return [
      {
        name: 'measurements',
        columns: ['name'],
        values: [...new Set(series.map(({ name }) => name))].map((name) => [name]),
      },
    ]
  }
  if (/^show field keys/i.test(query)) {
    return series.map(({ name, field }) => ({ name, columns: ['fieldKey', 'fieldType'], values: [[field, 'float']] }))
  }
  if (/^show tag keys/i.test(query)) {
    return series.map(({ name, tags = {} }) => ({
      name,
      columns: ['tagKey'],
      values: Object.keys(tags).map((key) => [key]),
    }))
  }
  return series.map(({ name, tags, field, points }) => ({
    name,
    ...(tags === undefined ? {} : { tags }),
    columns: ['time', field],
    values: points.map(([time, value]) => [Math.round(time * units), value]),
  }))
}

/** The answer of 2.x to a script: a table for each series, with annotations. */
function annotatedCsv(series: readonly FakeInfluxSeries[]): string {
  const tables = series.map(({ name, field, points }, table) => {
    const rows = points.map(
      ([time, value]) => `,,${table},${new Date(time * 1000).toISOString()},${value ?? ''},${field},${name}`,
    )
    return [
      '#datatype,string,long,dateTime:RFC3339,double,string,string',
      '#group,false,false,false,false,true,true',
      '#default,_result,,,,,',
      ',result,table,_time,_value,_field,_measurement',
      ...rows,
      '',
    ].join('\r\n')
  })
  return `${tables.join('\r\n')}\r\n`
}
