import { across, constant, counter, type Family, gauge } from './family.ts'

const modes = ['idle', 'iowait', 'irq', 'nice', 'softirq', 'steal', 'system', 'user']
const cores = Array.from({ length: 8 }, (_, core) => String(core))
const nics = ['ens5', 'br-ex', 'ovs-system', 'genev_sys_6081', 'ovn-k8s-mp0', 'lo']
const disks = ['nvme0n1', 'nvme1n1', 'dm-0']

/** What one node's node_exporter exports that the catalog reads. */
export function nodeFamilies(node: string): Family[] {
  const gib = 2 ** 30
  return [
    counter('node_cpu_seconds_total', 0.12, across({ cpu: cores, mode: modes }), { whole: false }),
    gauge('node_load1', 3, 2, undefined, false),
    constant('node_memory_MemTotal_bytes', 32 * gib),
    gauge('node_memory_MemAvailable_bytes', 18 * gib, 2 * gib),
    gauge('node_memory_Cached_bytes', 8 * gib, gib),
    gauge('node_memory_Buffers_bytes', gib, gib / 10),
    ...['cpu', 'io', 'memory'].map((what) =>
      counter(`node_pressure_${what}_waiting_seconds_total`, 0.02, undefined, { whole: false }),
    ),
    counter('node_vmstat_pgmajfault', 2),
    counter('node_vmstat_oom_kill', 0.00002),
    gauge('node_timex_offset_seconds', 0, 0.0004, undefined, false),
    gauge('node_filefd_allocated', 9_000, 400),
    constant('node_filefd_maximum', 9.2e18),
    constant('node_uname_info', 1, [
      { nodename: node, machine: 'x86_64', release: '5.14.0-570.el9.x86_64', sysname: 'Linux' },
    ]),
    ...network(),
    ...disk(),
  ]
}

function network(): Family[] {
  const devices = across({ device: nics })
  return [
    ...['receive', 'transmit'].flatMap((way) => [
      counter(`node_network_${way}_packets_total`, 4_000, devices),
      counter(`node_network_${way}_bytes_total`, 4e6, devices),
      counter(`node_network_${way}_drop_total`, 0.05, devices),
      counter(`node_network_${way}_errs_total`, 0.001, devices),
    ]),
    counter('node_netstat_Tcp_RetransSegs', 2),
    counter('node_netstat_Tcp_OutSegs', 6_000),
    counter('node_netstat_TcpExt_TCPTimeouts', 0.1),
  ]
}

function disk(): Family[] {
  const devices = across({ device: disks })
  const seconds = { whole: false }
  return [
    counter('node_disk_reads_completed_total', 20, devices),
    counter('node_disk_writes_completed_total', 200, devices),
    counter('node_disk_flush_requests_total', 80, devices),
    counter('node_disk_read_bytes_total', 4e5, devices),
    counter('node_disk_written_bytes_total', 3e6, devices),
    counter('node_disk_read_time_seconds_total', 0.02, devices, seconds),
    counter('node_disk_write_time_seconds_total', 0.3, devices, seconds),
    counter('node_disk_flush_requests_time_seconds_total', 0.1, devices, seconds),
    counter('node_disk_io_time_seconds_total', 0.2, devices, seconds),
    counter('node_disk_io_time_weighted_seconds_total', 0.4, devices, seconds),
  ]
}
