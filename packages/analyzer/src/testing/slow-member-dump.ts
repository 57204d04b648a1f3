import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { type DumpSeries, dumpText } from './openshift-dump.ts'

export interface SlowMemberOptions {
  folder: string
  /** Unix seconds at which m2's disk became slow; never without it. */
  slowFrom?: number | undefined
  hours: number
}

/** When the dumps end. */
export const dumpEnd = 1_790_000_000
const everySeconds = 15
const bounds = [0.001, 0.002, 0.004, 0.512, 1.024]
const perScrape = 150

/** A dump of three members that are scraped every 15 s, of which m2's fsyncs and commits become slow; the file's path. */
export function slowMemberDump({ folder, slowFrom = Number.POSITIVE_INFINITY, hours }: SlowMemberOptions): string {
  const scrapes = Math.floor((hours * 3600) / everySeconds) + 1
  const start = dumpEnd - (scrapes - 1) * everySeconds
  const slowScrape = (slowFrom - start) / everySeconds
  const series = ['m1', 'm2', 'm3'].flatMap((instance): DumpSeries[] => {
    const labels = { job: 'etcd', instance }
    const histogram = (name: string): DumpSeries[] => [
      ...[...bounds.map(String), '+Inf'].map((le) => ({
        name: `${name}_bucket`,
        labels: { ...labels, le },
        // What is slow is beyond 512 ms, what is not below 2 ms.
        value: (scrape: number) => {
          const slow = instance === 'm2' ? Math.max(0, scrape - Math.max(0, slowScrape)) * perScrape : 0
          const fast = scrape * perScrape - slow
          return Math.round(le === '+Inf' || Number(le) >= 1 ? fast + slow : Number(le) >= 0.002 ? fast : fast * 0.9)
        },
      })),
      { name: `${name}_count`, labels, value: (scrape: number) => scrape * perScrape },
      { name: `${name}_sum`, labels, value: (scrape: number) => scrape * perScrape * 0.001 },
    ]
    return [
      { name: 'up', labels, value: 1 },
      { name: 'etcd_server_has_leader', labels, value: 1 },
      { name: 'etcd_server_is_leader', labels, value: instance === 'm1' ? 1 : 0 },
      ...histogram('etcd_disk_wal_fsync_duration_seconds'),
      ...histogram('etcd_disk_backend_commit_duration_seconds'),
    ]
  })
  const file = join(folder, 'dump.om')
  writeFileSync(file, dumpText(series, { end: dumpEnd, scrapes, everySeconds }))
  return file
}
