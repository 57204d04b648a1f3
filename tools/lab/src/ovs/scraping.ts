import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { AppError } from '@ocp-perf/errors'
import { freePorts } from '../machine/free-ports.ts'
import type { LabPaths } from '../machine/paths.ts'
import { startProcess } from '../machine/processes.ts'
import { requireProgram } from '../machine/programs.ts'
import { workerCommand } from '../machine/workers.ts'
import { queryPrometheus } from '../servers/monitoring.ts'
import { recordProcess } from './ovs-state.ts'

/** A scrape runs a dozen programs, which a busy machine needs a while for. */
const intervalSeconds = 5

/** Labels as on a cluster, by which the catalog finds the target. */
const target = { namespace: 'openshift-ovn-kubernetes', pod: 'ovnkube-node-lab', node: 'node1' }

/** The exporter and a Prometheus that scrapes it, both on this machine's loopback. */
export interface Scraping {
  exporterUrl: string
  prometheusUrl: string
}

export async function startScraping(paths: LabPaths, signal?: AbortSignal): Promise<Scraping> {
  const [exporterPort, prometheusPort] = await freePorts(2)
  const exporterUrl = `http://127.0.0.1:${exporterPort}/metrics`
  const prometheusUrl = `http://127.0.0.1:${prometheusPort}`
  const exporter = workerCommand('ovs-exporter', [paths.directory, String(exporterPort)])
  await start(paths, 'exporter', exporter)
  const configuration = join(paths.data, 'prometheus.yml')
  writeFileSync(configuration, prometheusConfiguration(`127.0.0.1:${exporterPort}`))
  const flags = {
    'config.file': configuration,
    'storage.tsdb.path': join(paths.data, 'prometheus'),
    'web.listen-address': `127.0.0.1:${prometheusPort}`,
  }
  const argv = Object.entries(flags).map(([flag, value]) => `--${flag}=${value}`)
  await start(paths, 'prometheus', [requireProgram('prometheus'), ...argv])
  await waitForScrape(prometheusUrl, join(paths.logs, 'exporter.log'), signal)
  return { exporterUrl, prometheusUrl }
}

async function start(paths: LabPaths, name: string, argv: string[]): Promise<void> {
  recordProcess(paths, await startProcess({ name, argv, logFile: join(paths.logs, `${name}.log`) }))
}

/** JSON is YAML, and needs no quoting rules of ours. */
function prometheusConfiguration(address: string): string {
  const interval = `${intervalSeconds}s`
  return JSON.stringify({
    global: { scrape_interval: interval, scrape_timeout: interval },
    scrape_configs: [{ job_name: 'ovnkube-node', static_configs: [{ targets: [address], labels: target }] }],
  })
}

async function waitForScrape(url: string, log: string, signal?: AbortSignal): Promise<void> {
  for (const until = Date.now() + 30_000; Date.now() < until; await sleep(250, undefined, { signal })) {
    // Until it listens, asking fails; there is nothing else to do then but to ask again.
    const readings = await queryPrometheus(url, 'up == 1', signal).catch(() => [])
    if (readings.length > 0) return
  }
  throw new AppError('timeout', 'Prometheus has not scraped the exporter within 30 s', { hint: `See ${log}.` })
}
