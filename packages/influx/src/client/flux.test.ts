import { expect, test } from 'vitest'
import { clientOf, failureOf, send, standIn } from '../testing/influx-server.ts'

const query = 'from(bucket: "b") |> range(start: -1h)'

/** Lines end as RFC 4180 and the server write them. */
const csv = (...lines: string[]) => lines.join('\r\n')

/** Two tables of one schema, then one whose values are integers, as the documentation of annotated CSV shows them. */
const answer = csv(
  '#group,false,false,true,true,false,false,true,true,true',
  '#datatype,string,long,dateTime:RFC3339,dateTime:RFC3339,dateTime:RFC3339,double,string,string,string',
  '#default,_result,,,,,,,,',
  ',result,table,_start,_stop,_time,_value,_field,_measurement,host',
  ',,0,2024-01-01T00:00:00Z,2024-01-01T01:00:00Z,2024-01-01T00:00:00.123456789Z,1.5,usage,cpu,a',
  ',,0,2024-01-01T00:00:00Z,2024-01-01T01:00:00Z,2024-01-01T00:01:00Z,,usage,cpu,a',
  ',,0,2024-01-01T00:00:00Z,2024-01-01T01:00:00Z,2024-01-01T00:02:00Z,+Inf,usage,cpu,a',
  ',,1,2024-01-01T00:00:00Z,2024-01-01T01:00:00Z,2024-01-01T01:00:00+01:00,-2,usage,cpu,"b ""x"", y\nz"',
  '',
  '#group,false,false,true,true,false,false,true,true',
  '#datatype,string,long,dateTime:RFC3339,dateTime:RFC3339,dateTime:RFC3339,long,string,string',
  '#default,_result,,,,,,,',
  ',result,table,_start,_stop,_time,_value,_field,_measurement',
  ',,2,2024-01-01T00:00:00Z,2024-01-01T01:00:00Z,2024-01-01T00:00:00Z,9223372036854775807,count,mem',
  '',
  '',
)

test('tables become series with measurement, field and tags; a null is a gap', async () => {
  const server = await standIn((_call, response) => send(response, answer))
  const { language, series, table, partial, warnings } = await clientOf(server.url).query({ query })
  expect(language).toBe('flux')
  const start = Date.UTC(2024, 0, 1) / 1000
  expect(series).toEqual([
    {
      name: 'cpu.usage',
      labels: { measurement: 'cpu', field: 'usage', host: 'a' },
      times: Float64Array.of(start + 0.123456789, start + 120),
      values: Float64Array.of(1.5, Number.POSITIVE_INFINITY),
    },
    {
      name: 'cpu.usage',
      labels: { measurement: 'cpu', field: 'usage', host: 'b "x", y\nz' },
      times: Float64Array.of(start),
      values: Float64Array.of(-2),
    },
    {
      name: 'mem.count',
      labels: { measurement: 'mem', field: 'count' },
      times: Float64Array.of(start),
      values: Float64Array.of(2 ** 63),
    },
  ])
  expect(table).toBeUndefined()
  expect(partial).toBe(false)
  expect(warnings).toEqual([expect.stringMatching(/^1 integers beyond 2\^53/)])
})

test('the script travels with organization, token and annotations', async () => {
  const server = await standIn((_call, response) => send(response, answer))
  await clientOf(server.url).query({
    query: 'from(bucket: "b") |> range(start: v.timeRangeStart)',
    org: 'p',
    start: 0,
    end: 60,
  })
  const call = server.calls.at(-1)
  expect(call).toMatchObject({ method: 'POST', path: '/api/v2/query', headers: { authorization: 'Token a-token' } })
  expect(call?.parameters.get('org')).toBe('p')
  expect(JSON.parse(call?.body ?? '')).toMatchObject({
    type: 'flux',
    dialect: { annotations: ['datatype', 'group', 'default'], header: true },
    extern: { body: [{ type: 'OptionStatement', assignment: { id: { name: 'v' } } }] },
  })
})

test('an error table after data, with status 200, is the failure that it tells', async () => {
  const broken = csv(
    answer,
    '#datatype,string,string',
    '#group,true,true',
    '#default,,',
    ',error,reference',
    ',"runtime error: ""x"" is no time",897',
    '',
  )
  const server = await standIn((_call, response) => send(response, broken))
  const failed = await failureOf(clientOf(server.url).query({ query }))
  expect(failed).toMatchObject({ code: 'bad_query', message: expect.stringContaining('runtime error: "x" is no time') })
})

test('pivoted columns are fields, texts beside them tags, and other results have their name', async () => {
  const pivoted = csv(
    '#datatype,string,long,dateTime:RFC3339,string,double,boolean,string',
    '#group,false,false,false,true,false,false,false',
    '#default,mine,,,,,,',
    ',result,table,_time,_measurement,idle,up,host',
    ',,0,2024-01-01T00:01:00Z,cpu,2,false,a',
    ',,0,2024-01-01T00:00:00Z,cpu,1,true,a',
    ',,0,2024-01-01T00:00:00Z,cpu,3,true,b',
    '',
  )
  const server = await standIn((_call, response) => send(response, pivoted))
  const { series } = await clientOf(server.url).query({ query })
  expect(series.map(({ name, labels, values }) => [name, labels.host, labels.result, ...values])).toEqual([
    ['cpu.idle', 'a', 'mine', 1, 2],
    ['cpu.up', 'a', 'mine', 1, 0],
    ['cpu.idle', 'b', 'mine', 3],
    ['cpu.up', 'b', 'mine', 1],
  ])
})

test('rows without a time are a table, and rows of text beside numbers are counted', async () => {
  const names = csv(
    '#datatype,string,long,string',
    '#group,false,false,false',
    '#default,_result,,',
    ',result,table,_value',
    ',,0,cpu',
    ',,0,mem',
    '',
  )
  const server = await standIn((call, response) =>
    send(response, call.body.includes('names') ? names : csv(answer, texts)),
  )
  const texts = csv(
    '#datatype,string,long,dateTime:RFC3339,string,string',
    '#group,false,false,false,false,true',
    '#default,_result,,,,',
    ',result,table,_time,_value,_field',
    ',,3,2024-01-01T00:00:00Z,on fire,state',
    '',
  )
  const client = clientOf(server.url)
  const named = await client.query({ query: 'from(bucket: "names")' })
  expect(named).toMatchObject({ series: [], table: { columns: ['_value'], rows: [['cpu'], ['mem']], omitted: 0 } })
  const cut = await client.query({ query: 'from(bucket: "names")' }, { maxRows: 1 })
  expect(cut.table).toMatchObject({ rows: [['cpu']], omitted: 1 })
  const mixed = await client.query({ query })
  expect(mixed.dropped).toMatchObject({ texts: 1 })
  expect(mixed.table).toBeUndefined()
})

test('a text column with many values is words, not a tag', async () => {
  const rows = Array.from(
    { length: 150 },
    (_, row) => `,,0,${new Date(row * 1000).toISOString()},${row},m,message ${row}`,
  )
  const logs = csv(
    '#datatype,string,long,dateTime:RFC3339,double,string,string',
    '#group,false,false,false,false,true,false',
    '#default,_result,,,,,',
    ',result,table,_time,_value,_measurement,message',
    ...rows,
    '',
  )
  const server = await standIn((_call, response) => send(response, logs))
  const { series, dropped } = await clientOf(server.url).query({ query })
  expect(series.map(({ times }) => times.length)).toEqual([150])
  expect(dropped.texts).toBe(150)
})

test('what comes in any pieces is read alike', async () => {
  const server = await standIn(async (_call, response) => {
    response.writeHead(200, { 'content-type': 'text/csv' })
    for (let at = 0; at < answer.length; at += 7) response.write(answer.slice(at, at + 7))
    response.end()
  })
  const whole = await standIn((_call, response) => send(response, answer))
  expect(await clientOf(server.url).query({ query })).toEqual(await clientOf(whole.url).query({ query }))
})

test('measurements are told with their fields, types and tags, and buckets without the server’s own', async () => {
  const table = (...rows: string[]) =>
    csv(
      '#datatype,string,long,string,string,string',
      '#group,false,false,false,false,false',
      '#default,_result,,,,',
      ',result,table,measurement,column,type',
      ...rows,
      '',
    )
  const server = await standIn((call, response) => {
    if (call.path === '/api/v2/buckets') {
      const body = { buckets: [{ name: '_monitoring' }, { name: 'b' }, { name: 'a' }] }
      send(response, JSON.stringify(body), 'application/json')
    } else if (call.body.includes('schema.measurements(')) {
      send(
        response,
        csv(
          '#datatype,string,long,string',
          '#group,false,false,false',
          '#default,_result,,',
          ',result,table,_value',
          ',,0,cpu',
          '',
        ),
      )
    } else send(response, table(',,0,cpu,host,tag', ',,0,cpu,_start,tag', ',,1,cpu,usage,float', ',,2,cpu,n,int'))
  })
  const client = clientOf(server.url)
  expect(await client.buckets()).toEqual(['a', 'b'])
  expect(await client.measurements('b')).toEqual([
    {
      name: 'cpu',
      fields: [
        { name: 'n', type: 'integer' },
        { name: 'usage', type: 'float' },
      ],
      tags: ['host'],
    },
  ])
})
