import { readFileSync, statSync } from 'node:fs'
import type { LabPaths } from '../../machine/paths.ts'
import { databaseFile } from '../control.ts'
import { recordedProcess } from '../ovs-state.ts'
import { type Family, gauge } from './exposition.ts'

/** USER_HZ, the unit of times in /proc: 100 on every architecture that Node.js runs on. */
const ticksPerSecond = 100

/** CPU and memory of Open vSwitch's processes, as the kernel tells of them, and the size of OVN's databases. */
export function processFamilies(paths: LabPaths): Family[] {
  return [
    ...processOf(paths, 'vswitchd', 'ovs-vswitchd'),
    ...processOf(paths, 'db', 'ovsdb-server'),
    ...(['northbound', 'southbound'] as const).map((database) => {
      const name = database === 'northbound' ? 'OVN_Northbound' : 'OVN_Southbound'
      return gauge('ovn_db_db_size_bytes', statSync(databaseFile(paths, database)).size, { db_name: name })
    }),
  ]
}

function processOf(paths: LabPaths, subsystem: string, name: string): Family[] {
  const pid = recordedProcess(paths, name)?.pid
  if (pid === undefined) return []
  const [stat, status] = [readFileSync(`/proc/${pid}/stat`, 'utf8'), readFileSync(`/proc/${pid}/status`, 'utf8')]
  return [
    {
      name: `ovs_${subsystem}_process_cpu_seconds_total`,
      type: 'counter',
      samples: [{ value: cpuSeconds(stat) }],
    },
    gauge(`ovs_${subsystem}_process_resident_memory_bytes`, residentBytes(status)),
  ]
}

/** User and system time, fields 14 and 15 of /proc/PID/stat: counted after the command's name, which may hold spaces. */
export function cpuSeconds(stat: string): number {
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
  return (Number(fields[11]) + Number(fields[12])) / ticksPerSecond
}

/** VmRSS of /proc/PID/status, which is in kB. */
export function residentBytes(status: string): number | undefined {
  const kilobytes = /^VmRSS:\s+(\d+) kB$/m.exec(status)?.[1]
  return kilobytes === undefined ? undefined : Number(kilobytes) * 1024
}
