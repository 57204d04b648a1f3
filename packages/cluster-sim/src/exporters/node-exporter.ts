import { cpuModes } from '../model/cpu.ts'
import type { Model } from '../model/model.ts'
import type { NodeState } from '../model/node-state.ts'
import { software } from '../model/software.ts'
import type { Family, Signal, Target } from '../samples/family.ts'
import { answering } from './answering.ts'
import { counter, counters, gauge, latestOf } from './families.ts'
import { networkFamilies } from './node-network.ts'
import { podsByNode } from './pods-by-node.ts'

const device = 'sda'
/** Events in a second. Nodes share these signals, as the samples layer then adds them up once. */
const never: Signal = () => 0
const faults: Signal = () => 0.4
const waitsForMemory: Signal = () => 0.0002

/** One for each node. OpenShift calls its instance by the node's name. */
export function nodeExporterTargets({ nodes, topology }: Model): readonly Target[] {
  const pods = podsByNode(topology, 'node-exporter')
  return nodes.map((state): Target => {
    const { name } = state.node
    return {
      labels: {
        job: 'node-exporter',
        namespace: 'openshift-monitoring',
        service: 'node-exporter',
        endpoint: 'https',
        container: 'kube-rbac-proxy',
        instance: name,
        pod: pods.get(name) ?? '',
      },
      families: [
        ...cpuFamilies(state),
        ...memoryFamilies(state),
        ...diskFamilies(state),
        ...networkFamilies(state, topology.nodes.length - 1),
        ...systemFamilies(state),
      ],
      starts: state.boots,
      ...answering(`node-exporter ${name}`, 15, 0.022, state.runs),
    }
  })
}

function cpuFamilies({ cpu }: NodeState): readonly Family[] {
  return [
    counters('node_cpu_seconds_total', 'Seconds the CPUs spent in each mode.', () =>
      cpuModes.flatMap((mode) =>
        Array.from({ length: cpu.cores }, (_, index) => ({
          labels: { cpu: String(index), mode },
          ...cpu.ofCpu(mode, index),
        })),
      ),
    ),
    gauge('node_load1', '1m load average.', cpu.load, { noise: 0.04 }),
    counter(
      'node_pressure_cpu_waiting_seconds_total',
      'Total time in seconds that processes have waited for CPU time',
      cpu.pressure,
    ),
  ]
}

function memoryFamilies({ node, memoryUsed, memoryCache, disk }: NodeState): readonly Family[] {
  return [
    gauge('node_memory_MemTotal_bytes', 'Memory information field MemTotal_bytes.', () => node.memoryBytes),
    gauge(
      'node_memory_MemAvailable_bytes',
      'Memory information field MemAvailable_bytes.',
      (time) => Math.max(0.02 * node.memoryBytes, node.memoryBytes - memoryUsed(time)),
      { whole: true },
    ),
    gauge('node_memory_Cached_bytes', 'Memory information field Cached_bytes.', memoryCache, { whole: true }),
    gauge('node_memory_Buffers_bytes', 'Memory information field Buffers_bytes.', () => 3_200_000),
    counter(
      'node_pressure_memory_waiting_seconds_total',
      'Total time in seconds that processes have waited for memory',
      waitsForMemory,
    ),
    counter(
      'node_pressure_io_waiting_seconds_total',
      'Total time in seconds that processes have waited due to IO congestion',
      disk.pressure,
    ),
    counter('node_vmstat_pgmajfault', '/proc/vmstat information field pgmajfault.', faults, {
      whole: true,
      noise: 0.8,
    }),
    counter('node_vmstat_oom_kill', '/proc/vmstat information field oom_kill.', never, { whole: true }),
  ]
}

function diskFamilies({ disk, factor }: NodeState): readonly Family[] {
  const of = (name: string, help: string, rate: Signal, options: { whole?: boolean; noise?: number } = {}) =>
    counter(`node_disk_${name}_total`, help, rate, { labels: { device }, factor, ...options })
  const whole = { whole: true, noise: 0.08 }
  return [
    of('writes_completed', 'The total number of writes completed successfully.', disk.writes, whole),
    of('written_bytes', 'The total number of bytes written successfully.', disk.writtenBytes, whole),
    of('write_time_seconds', 'This is the total number of seconds spent by all writes.', disk.writeTime),
    of('reads_completed', 'The total number of reads completed successfully.', disk.reads, whole),
    of('read_bytes', 'The total number of bytes read successfully.', disk.readBytes, whole),
    of('read_time_seconds', 'The total number of seconds spent by all reads.', disk.readTime),
    of('flush_requests', 'The total number of flush requests completed successfully', disk.flushes, whole),
    of(
      'flush_requests_time_seconds',
      'This is the total number of seconds spent by all flush requests.',
      disk.flushTime,
    ),
    counter('node_disk_io_time_seconds_total', 'Total seconds spent doing I/Os.', disk.busy, { labels: { device } }),
    of('io_time_weighted_seconds', 'The weighted # of seconds spent doing I/Os.', disk.queue),
  ]
}

function systemFamilies({ node, boots, cpu }: NodeState): readonly Family[] {
  const { kernel } = software
  const labels = {
    nodename: node.name,
    machine: 'x86_64',
    release: kernel,
    sysname: 'Linux',
    domainname: '(none)',
    version: '#1 SMP PREEMPT_DYNAMIC',
  }
  return [
    gauge('node_uname_info', 'Labeled system information as provided by the uname system call.', () => 1, { labels }),
    gauge('node_boot_time_seconds', 'Node boot time, in unixtime.', latestOf(boots)),
    gauge('node_timex_offset_seconds', 'Time offset in between local system and reference clock.', () => 0.00003, {
      noise: 0.5,
    }),
    gauge('node_filefd_allocated', 'File descriptor statistics: allocated.', (time) => 9000 + 900 * cpu.load(time), {
      whole: true,
    }),
    gauge('node_filefd_maximum', 'File descriptor statistics: maximum.', () => 2 ** 63),
  ]
}
