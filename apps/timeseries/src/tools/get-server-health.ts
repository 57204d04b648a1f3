import { clusterInput, historyHealth, serverHealthSchema, summarizeHealth } from '@ocp-perf/analyzer'
import { worstVerdict } from '@ocp-perf/panel'
import { z } from 'zod'
import { tool } from '../context.ts'
import { influxHealthSchema, probeInflux } from '../health/probe-influx.ts'
import { probePrometheus } from '../health/probe-prometheus.ts'

export default tool({
  name: 'get_server_health',
  title: 'Health of this server',
  description: 'Whether each Prometheus and InfluxDB answers, and how fresh its data are. Call it when others fail.',
  effect: 'read',
  input: clusterInput,
  output: serverHealthSchema.extend({ influxdb: z.array(influxHealthSchema) }),
  run: async ({ cluster }, context, signal) => {
    const names = cluster === undefined ? context.clusterNames : [context.clusterConfig(cluster).name]
    const [clusters, influxdb] = await Promise.all([
      Promise.all(names.map((name) => probePrometheus(context, name, signal))),
      Promise.all(context.influx.names.map((name) => probeInflux(name, context.influx, signal))),
    ])
    const { name, version, startedAt } = context.server
    const down = influxdb.filter(({ reachable }) => !reachable)
    const headlines = clusters.map((each) => `${each.name}: ${each.headline}`)
    return {
      verdict: worstVerdict([
        ...clusters.map(({ verdict }) => verdict),
        ...influxdb.map(({ reachable }) => (reachable ? ('ok' as const) : ('critical' as const))),
      ]),
      headline: [...headlines, ...down.map((each) => `InfluxDB ${each.name} does not answer`)].join('; '),
      server: { name, version, uptime_seconds: Math.max(0, Math.round(context.now() - startedAt)) },
      history: historyHealth(context),
      clusters,
      influxdb,
    }
  },
  summarize: ({ influxdb, ...health }) =>
    [
      summarizeHealth(health),
      ...influxdb.map(({ name, reachable, version, problem, hint }) =>
        reachable
          ? `InfluxDB ${name}: answers (${version})`
          : `InfluxDB ${name}: ${problem ?? 'does not answer'} ${hint ?? ''}`.trimEnd(),
      ),
      ...(influxdb.length === 0 ? ['No InfluxDB is configured (config/influxdb.yaml, INFLUXDB_URL).'] : []),
    ].join('\n'),
})
