import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { AppError } from '@ocp-perf/errors'
import { z } from 'zod'
import type { LabPaths } from '../machine/paths.ts'
import { endedAtOnce, isAlive, type LabProcess, startProcess } from '../machine/processes.ts'
import { insideNamespace } from '../network/namespaces.ts'
import type { LabState, Member } from '../state.ts'

/** The collectors that the catalog's node metrics come from; `--collector.disable-defaults` switches off the rest. */
const collectors = [
  'arp',
  'conntrack',
  'cpu',
  'diskstats',
  'filefd',
  'filesystem',
  'loadavg',
  'meminfo',
  'netclass',
  'netdev',
  'netstat',
  'pressure',
  'processes',
  'qdisc',
  'schedstat',
  'sockstat',
  'softnet',
  'stat',
  'tcpstat',
  'timex',
  'udp_queues',
  'uname',
  'vmstat',
]

/** node_exporter's command line for one member: its own network, and its own disk where it has one. */
export function exporterCommand(state: LabState, member: Member): string[] {
  const others = state.members.filter(({ name }) => name !== member.name).map(({ dataDirectory }) => dataDirectory)
  const argv = [
    state.programs.nodeExporter,
    `--web.listen-address=${member.address}:${member.exporterPort}`,
    '--collector.disable-defaults',
    ...collectors.map((collector) => `--collector.${collector}`),
    '--collector.netstat.fields=.*',
    `--collector.filesystem.mount-points-exclude=^(/dev|/proc|/run|/sys${others.map((path) => `|${escapeRegExp(path)}`).join('')})($|/)`,
  ]
  if (member.device !== undefined) {
    // 1.5 panics on an include list unless the default exclude list is emptied too.
    argv.push('--collector.diskstats.device-exclude=', `--collector.diskstats.device-include=^${member.device.name}$`)
  }
  return insideNamespace(member.namespace, argv)
}

const escapeRegExp = (text: string): string => text.replaceAll(/[.*+?^${}()|[\]\\]/g, '\\$&')

/** Starts a member's node_exporter. */
export async function startExporter(paths: LabPaths, state: LabState, member: Member): Promise<LabProcess> {
  const name = `node-exporter-${member.name}`
  return await startProcess({ name, argv: exporterCommand(state, member), logFile: join(paths.logs, `${name}.log`) })
}

/** Prometheus' configuration: two jobs whose targets carry the member's and the node's name. */
export function prometheusConfig(state: LabState): string {
  const job = (name: string, port: (member: Member) => number) => ({
    job_name: name,
    static_configs: state.members.map((member) => ({
      targets: [`${member.address}:${port(member)}`],
      labels: { instance: member.name, node: member.node },
    })),
  })
  // JSON is YAML, and needs no quoting rules of ours.
  return JSON.stringify(
    {
      global: { scrape_interval: state.interval, scrape_timeout: scrapeTimeout(state.interval) },
      scrape_configs: [
        job('etcd', (member) => member.metricsPort),
        job('node-exporter', (member) => member.exporterPort),
      ],
    },
    null,
    2,
  )
}

/** At most ten seconds, as Prometheus' own default, and never above the interval, which Prometheus refuses. */
function scrapeTimeout(interval: string): string {
  return intervalSeconds(interval) > 10 ? '10s' : interval
}

/** Reads a whole number of seconds or minutes, such as `2s`. */
export function intervalSeconds(interval: string): number {
  const match = /^(\d+)(s|m)$/.exec(interval)
  const seconds = Number(match?.[1]) * (match?.[2] === 'm' ? 60 : 1)
  if (seconds >= 1 && seconds <= 300) return seconds
  throw new AppError('invalid_input', `"${interval}" is no scrape interval`, { hint: 'Give 1s to 5m, for example 2s.' })
}

/** Starts Prometheus beside the members. */
export async function startPrometheus(paths: LabPaths, state: LabState): Promise<LabProcess> {
  const config = join(paths.data, 'prometheus.yml')
  writeFileSync(config, prometheusConfig(state))
  const argv = [
    state.programs.prometheus,
    `--config.file=${config}`,
    `--storage.tsdb.path=${join(paths.data, 'prometheus')}`,
    '--storage.tsdb.retention.time=2d',
    `--web.listen-address=${state.prometheusAddress}`,
  ]
  const logFile = join(paths.logs, 'prometheus.log')
  return await startProcess({ name: 'prometheus', argv: insideNamespace(state.monitorNamespace, argv), logFile })
}

const vectorSchema = z.object({
  data: z.object({
    result: z.array(z.object({ metric: z.record(z.string(), z.string()), value: z.tuple([z.number(), z.string()]) })),
  }),
})

export interface Reading {
  labels: Record<string, string>
  value: number
}

/** One instant query, for the lab's own checks; anything that measures goes through the promql package. */
export async function queryPrometheus(url: string, query: string, signal?: AbortSignal): Promise<Reading[]> {
  const limit = AbortSignal.timeout(15_000)
  let reply: Response
  try {
    reply = await fetch(new URL('/api/v1/query', url), {
      method: 'POST',
      body: new URLSearchParams({ query }),
      signal: signal === undefined ? limit : AbortSignal.any([limit, signal]),
    })
  } catch (cause) {
    signal?.throwIfAborted()
    throw new AppError('unreachable', `Prometheus at ${url} does not answer`, { hint: 'pnpm lab status', cause })
  }
  const parsed = vectorSchema.safeParse(await reply.json().catch(() => undefined))
  if (!parsed.success) throw new AppError('bad_query', `Prometheus answered ${reply.status} to: ${query}`)
  return parsed.data.data.result.map(({ metric, value }) => ({ labels: metric, value: Number(value[1]) }))
}

/** Waits until every target of both jobs has been scraped. Throws `timeout` naming those that have not. */
export async function waitForTargets(state: LabState, timeoutMs = 40_000, signal?: AbortSignal): Promise<void> {
  const wanted = state.members.length * 2
  let up = 0
  for (const until = Date.now() + timeoutMs; Date.now() < until; await sleep(250, undefined, { signal })) {
    const prometheus = state.processes.find(({ name }) => name === 'prometheus')
    if (prometheus && !isAlive(prometheus))
      throw endedAtOnce('prometheus', join(state.directory, 'logs/prometheus.log'))
    const readings = await queryPrometheus(state.prometheusUrl, 'up == 1', signal).catch(() => [])
    up = readings.length
    if (up >= wanted) return
  }
  throw new AppError('timeout', `Prometheus scrapes ${up} of ${wanted} targets after ${timeoutMs / 1000} s`, {
    hint: `Its output is in ${join(state.directory, 'logs/prometheus.log')}.`,
  })
}
