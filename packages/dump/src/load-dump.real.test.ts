import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { describeReal, realLab } from '@ocp-perf/lab/testing'
import { isStale, type StoredSeries } from '@ocp-perf/promql-engine'
import { expect, test } from 'vitest'
import type { Dump } from './dump.ts'
import { loadDump } from './load-dump.ts'
import { dumpFolder } from './testing/dump-folder.ts'

const folder = dumpFolder()

async function seriesOf({ store }: Dump, name: string): Promise<readonly StoredSeries[]> {
  const matcher = { label: '__name__', op: '=', value: name } as const
  return await store.select([matcher], store.span() ?? { from: 0, to: 0 })
}

type ApiSeries = { metric: Record<string, string>; values: [number, string][] }

/** The samples themselves, as Prometheus holds them: a range selector in an instant query. */
async function samplesFromApi(name: string, { start, end }: { start: number; end: number }): Promise<ApiSeries[]> {
  const url = new URL('/api/v1/query', realLab().prometheusUrl)
  const body = new URLSearchParams({ query: `${name}[${Math.ceil(end - start)}s]`, time: String(end) })
  const reply = await fetch(url, { method: 'POST', body, signal: AbortSignal.timeout(15_000) })
  const { data }: { data: { result: ApiSeries[] } } = JSON.parse(await reply.text())
  return data.result
}

describeReal('a recording of the lab', ['lab'], () => {
  test('holds what Prometheus holds, to the millisecond and the last digit', async () => {
    const lab = realLab()
    // A suite before this one may just have cleared a fault, before which no recording of health can begin.
    await sleep(10_000)
    const { dump: file, samples, content } = await lab.record({ name: 'stretch', folder: folder.path })
    expect(content).toMatchObject({
      name: 'stretch',
      cause: 'none',
      member: '',
      leader_at_injection: await lab.leader(),
    })
    const dump = await loadDump(file)
    expect(dump.report).toMatchObject({ samples, skipped: 0, outOfOrder: 0, duplicates: 0, truncated: false })
    for (const name of ['up', 'etcd_disk_wal_fsync_duration_seconds_bucket', 'node_cpu_seconds_total']) {
      const live = await samplesFromApi(name, { start: Math.ceil(content.start), end: Math.floor(content.end) })
      expect(live.length, name).toBeGreaterThan(2)
      const loaded = await seriesOf(dump, name)
      for (const { metric, values } of live) {
        const found = loaded.find(({ labels }) => Object.entries(metric).every(([key, value]) => labels[key] === value))
        const times = values.map(([time]) => Math.round(time * 1000))
        const from = found?.times.indexOf(times[0] ?? 0) ?? -1
        expect([...(found?.times.subarray(from, from + times.length) ?? [])], name).toEqual(times)
        expect([...(found?.values.subarray(from, from + times.length) ?? [])], name).toEqual(
          values.map(([, value]) => Number(value)),
        )
      }
    }
  })

  test('holds a fault from its injection on, and is cleared of it; series that end are marked', async () => {
    const lab = realLab()
    const { dump: file, content } = await lab.record({
      name: 'down',
      folder: folder.path,
      fault: { name: 'member-down', member: 'follower' },
      quietSeconds: 8,
      seconds: 10,
    })
    expect((await lab.status()).faults).toEqual([])
    expect(content).toMatchObject({ cause: 'member-down', leader_at_injection: await lab.leader() })
    expect(content.injected - content.start).toBeGreaterThan(7.9)
    expect(content.end - content.injected).toBeGreaterThan(9.9)
    const dump = await loadDump(join(folder.path, 'down.om.gz'))
    expect(dump.path).toBe(file)
    const up = await seriesOf(dump, 'up')
    const target = up.find(({ labels }) => labels.job === 'etcd' && labels.instance === content.member)
    expect(target?.values.at(0)).toBe(1)
    expect(target?.values.at(-1)).toBe(0)
    const bytes = await seriesOf(dump, 'etcd_mvcc_db_total_size_in_bytes')
    expect(bytes.length).toBeGreaterThan(1)
    for (const { labels, values } of bytes) {
      const isDown = labels.instance === content.member
      expect(isStale(values, values.length - 1), labels.instance).toBe(isDown)
      expect(values.subarray(0, -1).every(Number.isFinite)).toBe(true)
    }
  })
})
