// What a script does with the server: pnpm exec tsx example.ts, with TIMESERIES_URL where it is not on this machine. A script of
// another package imports the client by the package's own name and /client.
import { connectTimeSeries } from './index.ts'

const { TIMESERIES_URL: url, TIMESERIES_TOKEN: token } = process.env
const say = (text: string) => process.stdout.write(`${text}\n`)

await using client = await connectTimeSeries({ url, token })

const up = await client.queryPrometheus('up', { start_time: '1h' })
say(up.text)

const joined = await client.aggregateTimeSeries({
  prometheus_query: 'cpu_usage_percent',
  influxdb_query: 'from(bucket: "system") |> range(start: -1h) |> filter(fn: (r) => r._measurement == "memory")',
  join_type: 'outer',
  time_tolerance: '30s',
  aggregation_freq: '5m',
  agg_function: 'mean',
})
say(`${joined.data.matched.both} of ${joined.data.total_rows} rows have a value of both.`)

const odd = await client.detectAnomalies({
  prometheus_query: 'response_time_seconds',
  method: 'zscore',
  threshold: 2.5,
})
for (const { time, reason } of odd.data.alerts) say(`${new Date(time * 1000).toISOString()} ${reason}`)

const csv = await client.whole(odd.data.uri ?? '', 'csv')
say(String(csv).split('\n', 1).join())
