import type { NodeOvn } from '../../model/ovn/node-ovn.ts'
import { scaled } from '../../model/signals.ts'
import type { Family, Signal } from '../../samples/family.ts'
import { gauge, gauges } from '../families.ts'
import { daemonCounter, type SharedState } from './shared-families.ts'

const never: Signal = () => 0

/** What OVN's own programs of a node tell by way of ovnkube, on port 9105. */
export function ovnFamilies({ ovn, cpu }: SharedState): readonly Family[] {
  return [
    ...databaseFamilies(ovn),
    ...northdFamilies(ovn, cpu.slowdown),
    ...controllerFamilies(ovn, cpu.slowdown),
    ...transactionFamilies(ovn),
  ]
}

function databaseFamilies({ databases: { northbound, southbound } }: NodeOvn): readonly Family[] {
  const each = (name: string, help: string, of: (database: typeof northbound) => Signal, noise = 0) =>
    gauges(`ovn_db_${name}`, help, () =>
      [northbound, southbound].map((database) => ({
        labels: { db_name: database.name },
        value: of(database),
        whole: true,
        noise,
      })),
    )
  return [
    each(
      'db_size_bytes',
      'The size of the database file associated with the OVN DB component.',
      ({ size }) => size,
      0.002,
    ),
    each('jsonrpc_server_sessions', 'Active number of JSON RPC Server sessions to the DB', ({ sessions }) => sessions),
    each('ovsdb_monitors', 'Number of OVSDB Monitors on the server', ({ sessions }) => scaled(sessions, 2)),
  ]
}

/** Parts of a round of northd: what each takes of it, and of what it has to do beyond the usual. */
const parts: Readonly<Record<string, readonly [usual: number, more: number]>> = {
  ovnnb_db_run: [0.88, 0.97],
  build_flows_ctx: [0.02, 0.004],
  build_lflows: [0.52, 0.9],
  lflows_lbs: [0.22, 0.72],
  lflows_ports: [0.14, 0.08],
  lflows_datapaths: [0.05, 0.03],
  lflows_dp_groups: [0.04, 0.04],
  lflows_igmp: [0.004, 0.001],
  clear_lflows_ctx: [0.01, 0.004],
  ovnsb_db_run: [0.07, 0.02],
}
/** The slowest twentieth against the usual. */
const slowest = 1.3

function northdFamilies({ loops: { northd }, trouble }: NodeOvn, slowdown: Signal): readonly Family[] {
  const of = (part: string, seconds: Signal) =>
    stopwatch('northd', part, (time) => slowdown(time) * slowest * seconds(time))
  const usual: Signal = (time) => northd.round(time) - trouble.northd(time)
  const state = (name: string, help: string) => gauge(`ovn_northd_${name}`, help, () => 1)
  return [
    state('status', 'Specifies whether this instance of ovn-northd is standby(0) or active(1) or paused(2).'),
    state('nb_connection_status', 'Specifies nb-connection-status of ovn-northd, not connected(0) or connected(1).'),
    state('sb_connection_status', 'Specifies sb-connection-status of ovn-northd, not connected(0) or connected(1).'),
    of('ovn_northd_loop', northd.round),
    ...Object.entries(parts).map(([part, [share, more]]) =>
      of(part, (time) => share * usual(time) + more * trouble.northd(time)),
    ),
  ]
}

function stopwatch(process: 'northd' | 'controller', name: string, seconds: Signal): Family {
  return gauge(
    `ovn_${process}_${name}_95th_percentile`,
    `95th percentile of the time in seconds for all ${name} operations.`,
    seconds,
    { noise: 0.05 },
  )
}

/** Once so much of the time goes into computing all flows anew, the slowest rounds are of these. */
const shows = 0.1

function controllerFamilies({ loops: { controller }, size, datapath, trouble }: NodeOvn, slowdown: Signal) {
  const { recompute, disconnected } = trouble
  const generation: Signal = (time) =>
    slowest * slowdown(time) * (controller.round(time) + controller.full(time) * Math.min(1, recompute(time) / shows))
  const installation: Signal = (time) =>
    slowest * slowdown(time) * (0.006 + 2e-7 * size.openFlows(time)) * (1 + 6 * Math.min(1, datapath.load(time)))
  // It tries again every eight seconds.
  const opened: Signal = (time) => 1e-5 + disconnected(time) / 8
  const applied: Signal = (time) => 1 - disconnected(time)
  return [
    gauge(
      'ovn_controller_southbound_database_connected',
      'Specifies if OVN controller is connected to OVN southbound database (1) or not (0)',
      applied,
    ),
    gauge(
      'ovn_controller_integration_bridge_geneve_ports',
      'Captures the number of geneve ports that are on br-int OVS bridge.',
      () => size.nodes - 1,
    ),
    gauge(
      'ovn_controller_integration_bridge_openflow_total',
      'The total number of OpenFlow flows in the integration bridge.',
      size.openFlows,
      { whole: true, noise: 0.003 },
    ),
    daemonCounter(
      'ovn_controller_lflow_run',
      'Number of times ovn-controller has translated the Logical_Flow table in the OVN SB database into OpenFlow flows.',
      controller.fullRate,
    ),
    daemonCounter(
      'ovn_controller_stream_open',
      'Specifies the number of attempts to connect to a remote peer (active connection).',
      opened,
    ),
    stopwatch('controller', 'flow_generation', generation),
    stopwatch('controller', 'flow_installation', installation),
  ]
}

function transactionFamilies({ loops: { changes, northd }, trouble }: NodeOvn): readonly Family[] {
  const { stalled, disconnected } = trouble
  const written: Signal = (time) => changes(time) * (1 - stalled(time))
  const translated: Signal = (time) => Math.min(written(time), 1 / northd.round(time))
  const claimed: Signal = (time) => 0.3 * written(time) * (1 - disconnected(time))
  const of = (process: 'northd' | 'controller', name: string, help: string, rate: Signal) =>
    daemonCounter(`ovn_${process}_txn_${name}`, `Specifies the number of times the OVSDB transaction ${help}.`, rate, {
      noise: 0.1,
    })
  return (['northd', 'controller'] as const).flatMap((process) => {
    const rate = process === 'northd' ? translated : claimed
    return [
      of(process, 'success', 'has successfully completed', rate),
      of(process, 'error', 'has errored out', never),
      // Some are looked at before the answer is there; a round takes in whatever changed since the one before.
      of(process, 'incomplete', 'did not complete and the client had to re-try', scaled(rate, 0.1)),
    ]
  })
}
