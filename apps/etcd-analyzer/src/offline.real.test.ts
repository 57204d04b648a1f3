import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Cluster, type OpenContext, openContext } from '@ocp-perf/analyzer'
import { type Lab, startLab } from '@ocp-perf/lab'
import { awaitData, describeReal } from '@ocp-perf/lab/testing'
import type { PanelResult, Row } from '@ocp-perf/panel'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { etcdAnalyzer } from './etcd-analyzer.ts'
import { takeDump } from './testing/take-dump.ts'

const quiet = () => {}
const log = { debug: quiet, info: quiet, warn: quiet, error: quiet }
const open = (choice: Parameters<typeof openContext>[0]['choice'], env: NodeJS.ProcessEnv) =>
  openContext({ choice, server: etcdAnalyzer, home: import.meta.url, log, env })

describeReal('a dump of the real Prometheus', ['lab'], () => {
  // Its own, and young: the one that the suites share holds all that was done to it before, in whatever order they run.
  let lab: Lab | undefined
  let folder: string
  let contexts: { live: OpenContext; offline: OpenContext }
  let live: Cluster
  let offline: Cluster

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'offline-'))
    const file = join(folder, 'lab.om')
    const directory = join(folder, 'lab')
    lab = await startLab({ directory, network: 'loopback', interval: '2s', load: { rate: 50 } })
    await awaitData(lab)
    await takeDump(directory, file)
    contexts = {
      live: await open({}, { PROMETHEUS_URL: lab.prometheusUrl }),
      offline: await open({ from: file }, {}),
    }
    live = await contexts.live.cluster(undefined)
    offline = await contexts.offline.cluster(undefined)
  })
  afterAll(async () => {
    await contexts?.live.close()
    await contexts?.offline.close()
    await lab?.stop()
    await rm(folder, { recursive: true, force: true })
  })

  test('is read whole, and is the platform that the live one is', () => {
    const { recording } = offline.source
    expect(recording?.warnings).toEqual([])
    expect(offline.platform.profile.id).toBe(live.platform.profile.id)
    expect(Math.abs(offline.now() - Date.now() / 1000)).toBeLessThan(60)
    for (const selector of ['etcd', 'node']) {
      expect(offline.platform.interval(selector)).toBe(live.platform.interval(selector))
      expect(offline.platform.targets(selector)).toBe('up')
    }
  })

  test('gives the same panels as the live one for the same window, group by group of the catalog', async () => {
    const end = offline.now() - 5
    const window = { start_time: String(end - 50), end_time: String(end), top: 1000 }
    let figures = 0
    for (const group of contexts.live.catalog.groups.keys()) {
      const [one, other] = await Promise.all([
        live.collector.group(group, window),
        offline.collector.group(group, window),
      ])
      const lacking = lackingIn(one.panel)
      expect(comparable(other.panel, lacking), group).toEqual(comparable(one.panel, lacking))
      expect(other.panel.notes[0], group).toContain('From the dump lab.om')
      expect(other.panel.notes.slice(1).filter(isNoAbsence), group).toEqual(one.panel.notes.filter(isNoAbsence))
      for (const { id } of one.panel.metrics) {
        const points = pointsOf(one.frames.get(id)?.series ?? [])
        expectClose(pointsOf(other.frames.get(id)?.series ?? []), points, id)
        figures += points.size
      }
    }
    // So that two panels without a row do not count as equal.
    expect(figures).toBeGreaterThan(3000)
  })
})

const lacks = 'this cluster has no'

/** Metrics of what a live cluster is seen not to have; a dump is only seen not to hold it. */
function lackingIn({ metrics }: PanelResult): ReadonlySet<string> {
  return new Set(metrics.flatMap(({ id, reason }) => (reason?.startsWith(lacks) ? [id] : [])))
}

/** What two panels must share to the last letter, with figures to nine digits. */
function comparable({ verdict, headline, window, platform, metrics }: PanelResult, lacking: ReadonlySet<string>) {
  return {
    verdict,
    headline: lacking.size > 0 ? '' : asLive(headline),
    window,
    platform,
    metrics: metrics.map(({ uri, rows, headline: own, reason = '', ...metric }) => ({
      ...metric,
      headline: lacking.has(metric.id) ? '' : asLive(own),
      reason: lacking.has(metric.id) ? '' : asLive(reason),
      rows: sorted(rows.map(rounded)),
    })),
  }
}

/** What does not exist is called otherwise, as a dump may have been taken without it. */
const asLive = (text: string) =>
  text.replaceAll('not scraped or not recorded', 'not scraped').replaceAll('not recorded', 'not exported here')
const isNoAbsence = (note: string) =>
  !note.includes(`(${lacks} `) && !/^(No data|Nothing to judge) \(not (recorded|exported|scraped)/.test(note)

const rounded = (row: Row) => ({
  ...row,
  ...Object.fromEntries(
    (['last', 'mean', 'min', 'max', 'p95'] as const).map((name) => [name, row[name] === null ? null : nine(row[name])]),
  ),
})
// Below this a figure is the rest of a difference of two sums.
const nine = (value: number) => (Math.abs(value) < 1e-12 ? 0 : Number(value.toPrecision(9)))
const sorted = <T extends { labels: object }>(rows: readonly T[]) =>
  [...rows].sort((a, b) => JSON.stringify(a.labels).localeCompare(JSON.stringify(b.labels)))

function pointsOf(
  series: readonly { labels: object; times: Float64Array; values: Float64Array }[],
): Map<string, number> {
  return new Map(
    series.flatMap(({ labels, times, values }) =>
      Array.from(times, (time, index) => [`${JSON.stringify(labels)} ${time}`, values[index] ?? Number.NaN] as const),
    ),
  )
}

function expectClose(actual: ReadonlyMap<string, number>, expected: ReadonlyMap<string, number>, id: string): void {
  expect([...actual.keys()].sort(), id).toEqual([...expected.keys()].sort())
  const apart = [...expected].filter(([key, value]) => !isClose(value, actual.get(key) ?? Number.NaN))
  expect(apart.slice(0, 5), id).toEqual([])
}

function isClose(one: number, other: number): boolean {
  if (Object.is(one, other) || one === other) return true
  return Math.abs(one - other) <= 1e-9 * Math.max(1e-3, Math.abs(one), Math.abs(other))
}
