import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, expect, test, vi } from 'vitest'
import { traffic } from '../injection/traffic-args.ts'
import { runCommand } from '../machine/command.ts'
import { endProcess, isAlive, type LabProcess, startProcess } from '../machine/processes.ts'
import { workerCommand } from '../machine/workers.ts'
import { insideNamespace } from '../network/namespaces.ts'
import { queryPrometheus } from '../servers/monitoring.ts'
import { describeReal } from '../testing/describe-real.ts'
import { type OvsLab, startOvs, stopOvs } from './ovs-lab.ts'
import { readOvsState, requireOvsState } from './ovs-state.ts'
import { type Analyzer, type Panel, startAnalyzer } from './testing/start-analyzer.ts'

/** Lowest and highest plausible value of each row, by metric, on a lab at rest; metrics that are not here have no source. */
const openVswitchAtRest: Record<string, [number, number]> = {
  ovs_process_cpu: [0, 1],
  ovs_process_memory: [4e6, 2e8],
  ovs_threads: [1, 64],
  ovs_dp_flows: [1, 500],
  ovs_dp_packet_rate: [10, 500],
  ovs_dp_hit_rate: [10, 500],
  ovs_dp_miss_rate: [0, 50],
  ovs_dp_miss_ratio: [0, 0.5],
  ovs_dp_lost_rate: [0, 0],
  ovs_flow_limit_rate: [0, 0],
  ovs_netlink_overflow_rate: [0, 0],
  ovs_bridge_flows: [100, 1_000],
  ovs_rconn_drop_rate: [0, 0],
  ovs_stream_open_rate: [0, 1],
  ovs_interface_fault_rate: [0, 50],
  ovs_interface_resets: [0, 50],
  ovs_tunnel_ports: [0, 0],
}

const databasesAtRest: Record<string, [number, number]> = {
  ovn_nb_age: [0, 60],
  ovn_sb_lag: [0, 60],
  ovn_db_age: [0, 90],
  ovn_db_size: [10_000, 1e6],
  ovn_northd_active: [1, 1],
  ovn_northd_connected: [1, 1],
  ovn_controller_sb_connected: [1, 1],
  ovn_northd_loop_p95: [0, 2],
  ovn_northd_part_p95: [0, 2],
  ovn_txn_error_rate: [0, 0],
  ovn_txn_incomplete_rate: [0, 5],
  ovn_lflow_run_rate: [0, 1],
  ovn_flow_generation_p95: [0, 2],
  ovn_flow_installation_p95: [0, 2],
  ovn_db_sessions: [1, 10],
  ovn_db_monitors: [1, 20],
}

/** Two windows of half a minute, and what a busy machine adds. */
const shows = { timeout: 100_000, interval: 2_000 }
const faultTimeoutMs = 300_000

describeReal('Open vSwitch and OVN of the lab', ['ovs'], () => {
  let folder: string
  let lab: OvsLab
  let analyzer: Analyzer
  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'lab-ovs-'))
    lab = await startOvs({ directory: folder })
    // A platform takes a target that is younger than this for one that is scraped each half minute.
    const enough = async () => (await queryPrometheus(lab.prometheusUrl, 'sum(count_over_time(up[10m]))'))[0]?.value
    await vi.waitFor(async () => expect(await enough()).toBeGreaterThan(10), { timeout: 120_000, interval: 1_000 })
    analyzer = await startAnalyzer(lab.prometheusUrl, folder)
  })
  afterAll(async () => {
    await analyzer?.stop()
    await stopOvs(folder)
    rmSync(folder, { recursive: true, force: true })
  })

  afterEach(async () => {
    if (readOvsState(lab.paths) !== undefined) await lab.clearFault()
  })

  const openVswitch = () => analyzer.ask('query_ovnk_ovs_metrics')
  const counted = async (counter: string) => {
    const [reading] = await queryPrometheus(lab.prometheusUrl, `sum(increase(${counter}[20s]))`)
    return reading?.value
  }

  test('lets two pods of one logical switch reach each other', async () => {
    const [from, to] = lab.pods
    const argv = insideNamespace(to.namespace, workerCommand('traffic', traffic('tcp-drain', { port: 7_000 })))
    const server = await startProcess({ name: 'server', argv, logFile: join(lab.paths.logs, 'server.log') })
    try {
      await expect.poll(() => connects(from.namespace, to.address, 7_000), { timeout: 20_000 }).toBe(true)
      expect(await connects(from.namespace, to.address, 7_001)).toBe(false)
    } finally {
      await endProcess(server)
    }
  })

  test('refuses a second one in the same directory', async () => {
    await expect(startOvs({ directory: folder })).rejects.toMatchObject({ code: 'conflict' })
  })

  test('gives the catalog its figures of Open vSwitch at rest, and only those', async () => {
    const panel = await openVswitch()
    expect(panel.platform).toContain('openshift')
    expect(implausible(panel, openVswitchAtRest)).toEqual([])
  })

  test('gives the catalog its figures of OVN at rest, and only those', async () => {
    expect(implausible(await analyzer.ask('query_ovn_database_metrics'), databasesAtRest)).toEqual([])
  })

  test(
    'a flow explosion fills the datapath, loses upcalls and meets the limit, and all of it ends with it',
    async () => {
      await lab.injectFault('flow-explosion')
      await expect(lab.injectFault('upcall-storm')).rejects.toMatchObject({ code: 'conflict' })
      await expect
        .poll(async () => latest(await openVswitch()), shows)
        .toMatchObject({ ovs_dp_flows: above(300), ovs_dp_lost_rate: above(100), ovs_flow_limit_rate: above(1) })
      // A blip is no verdict: the limit has to be passed for a part of the window.
      await expect.poll(async () => verdictOf(await openVswitch(), 'ovs_dp_lost_rate'), shows).toBe('degraded')
      await lab.clearFault()
      await expect
        .poll(async () => latest(await openVswitch()), shows)
        .toMatchObject({ ovs_dp_flows: below(100), ovs_dp_lost_rate: below(1), ovs_dp_miss_rate: below(50) })
      // The catalog's own window reaches back over the fault for a quarter of an hour.
      expect(await counted('ovs_vswitchd_upcall_flow_limit_hit')).toBe(0)
    },
    faultTimeoutMs,
  )

  test(
    'an upcall storm is missed packets and many flows that the datapath has room for, and ends',
    async () => {
      await lab.injectFault('upcall-storm')
      await expect
        .poll(async () => latest(await openVswitch()), shows)
        .toMatchObject({ ovs_dp_miss_rate: above(300), ovs_dp_flows: above(3_000), ovs_dp_miss_ratio: above(0.8) })
      await lab.clearFault()
      await expect
        .poll(async () => latest(await openVswitch()), shows)
        .toMatchObject({ ovs_dp_miss_rate: below(50), ovs_dp_flows: below(100), ovs_dp_miss_ratio: below(0.5) })
    },
    faultTimeoutMs,
  )

  test('what a killed program told is missing then, and not zero', async () => {
    const northd = requireOvsState(lab.paths).processes.find(({ name }) => name === 'ovn-northd')
    if (northd === undefined) throw new Error('northd is on record')
    await endProcess(northd)
    const text = await (await fetch(lab.exporterUrl, { signal: AbortSignal.timeout(30_000) })).text()
    expect(text).toContain('ovn_northd_status -1\n')
    expect(text).toContain('ovn_controller_southbound_database_connected 1\n')
    expect(text).not.toContain('ovn_northd_txn_error')
  })

  test('leaves no process, no namespace and no socket behind, and stopping twice is fine', async () => {
    const { processes, namespaces } = requireOvsState(lab.paths)
    expect(processes.filter(isAlive).map(({ name }) => name)).toContain('ovs-vswitchd')
    await lab.stop()
    await lab.stop()
    expect(processes.filter(isAlive)).toEqual<LabProcess[]>([])
    expect(namespaces.filter((namespace) => existsSync(`/run/netns/${namespace}`))).toEqual([])
    expect([lab.paths.sockets, lab.paths.data].filter(existsSync)).toEqual([])
    expect(readOvsState(lab.paths)).toBeUndefined()
  })
})

const above = (least: number) => expect.toSatisfy((value: unknown) => typeof value === 'number' && value > least)
const below = (most: number) => expect.toSatisfy((value: unknown) => typeof value === 'number' && value < most)

/** Whether a TCP connection from inside a namespace is accepted. */
async function connects(namespace: string, host: string, port: number): Promise<boolean> {
  const script = `require('node:net').connect(${port}, '${host}').setTimeout(3000, () => process.exit(1))
    .on('connect', () => process.exit(0)).on('error', () => process.exit(1))`
  return await runCommand(insideNamespace(namespace, [process.execPath, '-e', script])).then(
    () => true,
    () => false,
  )
}

/** The highest present value of each metric that has one. */
function latest(panel: Panel): Record<string, number> {
  return Object.fromEntries(
    panel.metrics.flatMap(({ id, rows }) => {
      const values = rows.flatMap(({ last }) => (last === null ? [] : [last]))
      return values.length === 0 ? [] : [[id, Math.max(...values)]]
    }),
  )
}

function verdictOf(panel: Panel, id: string): string | undefined {
  return panel.metrics.find((metric) => metric.id === id)?.verdict
}

/** What is out of its range, missing, or there although this lab has no source for it. */
function implausible(panel: Panel, ranges: Record<string, [number, number]>): string[] {
  return panel.metrics.flatMap(({ id, rows }) => {
    const range = ranges[id]
    if (range === undefined) return rows.map(({ labels }) => `${id} has a row ${JSON.stringify(labels)}`)
    if (rows.length === 0) return [`${id} has no row`]
    const isOut = (value: number | null) => value === null || value < range[0] || value > range[1]
    return rows.filter(({ last }) => isOut(last)).map(({ last, labels }) => `${id} ${JSON.stringify(labels)}: ${last}`)
  })
}
