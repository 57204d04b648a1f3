import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { loadDump } from '@ocp-perf/dump'
import { createCollector, detectPlatform, loadCatalog, loadProfiles, locateConfig } from '@ocp-perf/metrics'
import type { MetricResult, PanelResult, ReportSection } from '@ocp-perf/panel'
import type { Frame } from '@ocp-perf/promql'
import { createEngineSource } from '@ocp-perf/promql-engine'

const recordings = new URL('../../../../tools/lab/fixtures/recordings/', import.meta.url)

/** The groups of a report on etcd, as a recording of the lab answers them. */
const groups = [
  'etcd/cluster-status',
  'etcd/disk-wal-fsync',
  'etcd/disk-backend-commit',
  'etcd/disk-compact-defrag',
  'etcd/general-info',
  'etcd/grpc',
  'etcd/network-io',
  'disk/disk-io',
  'node/usage',
  'node/cgroups',
  'network/loss',
  'cluster/scraping',
]

export interface Recorded {
  sections: ReportSection[]
  frames: ReadonlyMap<string, Frame>
  /** Unix seconds at which the fault was injected. */
  injected: number
  /** A metric of the sections; throws where there is none. */
  metric(id: string): MetricResult
  panel(index: number): PanelResult
}

/** A slow disk under m2, recorded from a real cluster: three members, a fault after a minute and a half. */
export async function recordedSections(): Promise<Recorded> {
  const name = 'fsync-m2-35ms'
  const { store } = await loadDump(fileURLToPath(new URL(`${name}.om.gz`, recordings)))
  const span = store.span()
  if (span === undefined) throw new Error(`the recording ${name} is empty`)
  const recording = { name: `the dump ${name}.om.gz`, start: span.from / 1000, end: span.to / 1000 }
  const source = createEngineSource({ store, recording })
  const config = locateConfig({}, import.meta.url)
  const catalog = loadCatalog(config)
  const platform = await detectPlatform({ source, profiles: loadProfiles(config) })
  const collector = createCollector({ catalog, source, platform, cluster: 'production-eu-1' })
  const frames = new Map<string, Frame>()
  const sections: ReportSection[] = []
  for (const group of groups) {
    const collected = await collector.group(group, { duration: '1h' })
    for (const [id, frame] of collected.frames) frames.set(id, frame)
    const { title, brief } = catalog.group(group)
    sections.push({ title, brief, panel: collected.panel })
  }
  const truth: { injected: number } = JSON.parse(readFileSync(new URL(`${name}.json`, recordings), 'utf8'))
  const metrics = new Map(sections.flatMap(({ panel }) => panel.metrics).map((metric) => [metric.id, metric]))
  return {
    sections,
    frames,
    injected: truth.injected,
    metric: (id) => metrics.get(id) ?? missing(id),
    panel: (index) => sections[index]?.panel ?? missing(String(index)),
  }
}

function missing(what: string): never {
  throw new Error(`the recording has no ${what}`)
}
