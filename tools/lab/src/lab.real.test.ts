import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { gunzipSync } from 'node:zlib'
import { expect, test } from 'vitest'
import { startLab } from './lab.ts'
import { labPaths } from './machine/paths.ts'
import { isAlive } from './machine/processes.ts'
import { catalogFamilies } from './recording/catalog-families.ts'
import { queryPrometheus } from './servers/monitoring.ts'
import { requireState } from './state.ts'
import { describeReal } from './testing/describe-real.ts'
import { realLab } from './testing/real-lab.ts'

const fsync = 'histogram_quantile(0.99, sum by (instance, le) (rate(etcd_disk_wal_fsync_duration_seconds_bucket[10s])))'

/** The p99 of each member once `enough` holds of it, or the last one seen. */
async function fsyncUntil(url: string, enough: (byMember: Record<string, number>) => boolean) {
  let seen: Record<string, number> = {}
  for (const until = Date.now() + 45_000; Date.now() < until; await sleep(1_000)) {
    const readings = await queryPrometheus(url, fsync)
    seen = Object.fromEntries(readings.map(({ labels, value }) => [labels.instance, value]))
    if (enough(seen)) break
  }
  return seen
}

describeReal('the lab', ['lab'], () => {
  test('has one leader, healthy members, and a scrape of every target', async () => {
    const lab = realLab()
    const status = await lab.status()
    expect(status.condition).toBe('up')
    expect(status.members.filter(({ leader }) => leader)).toHaveLength(1)
    expect(status.targets).toEqual({ up: 6, of: 6 })
    expect(await lab.leader()).toBe(status.members.find(({ leader }) => leader)?.name)
  })

  test('answers etcdctl, also for the addresses that members advertise, and promtool', async () => {
    const lab = realLab()
    const reply: unknown = JSON.parse(await lab.etcdctl(['endpoint', 'status', '--cluster', '-w', 'json']))
    expect(reply).toHaveLength(lab.members.length)
    expect(await lab.promtoolInstant('count(up == 1)')).toContain('=> 6')
  })

  test('takes a bounded load without an error', async () => {
    const summary = await realLab().load({ rate: 40, seconds: 2 })
    expect(summary.errors).toEqual({})
    expect(summary.done).toBeGreaterThan(50)
  })

  test('refuses a fault that it cannot do, and one that does not exist', async () => {
    const lab = realLab()
    await expect(lab.injectFault('no-such-fault')).rejects.toMatchObject({ code: 'not_found' })
    await expect(lab.injectFault('member-down', { member: 'm9' })).rejects.toMatchObject({ code: 'invalid_input' })
    expect((await lab.status()).faults).toEqual([])
  })
})

describeReal('a fault of the lab', ['lab', 'tracing'], () => {
  test('slow-fsync shows on its member alone, and is gone once it is cleared', async () => {
    const lab = realLab()
    const { member = '' } = await lab.injectFault('slow-fsync', { member: 'follower', strength: 100 })
    try {
      const during = await fsyncUntil(lab.prometheusUrl, (byMember) => (byMember[member] ?? 0) > 0.1)
      expect(during[member]).toBeGreaterThan(0.1)
      const others = Object.entries(during).filter(([name]) => name !== member)
      for (const [name, value] of others) expect(value, name).toBeLessThan(0.1)
      expect((await lab.status()).faults).toMatchObject([{ name: 'slow-fsync', member }])
    } finally {
      expect(await lab.clearFaults()).toEqual(['slow-fsync'])
    }
    const after = await fsyncUntil(lab.prometheusUrl, (byMember) => (byMember[member] ?? 1) < 0.1)
    expect(after[member]).toBeLessThan(0.1)
    expect((await lab.status()).faults).toEqual([])
  })
})

describeReal('a recording', ['lab'], () => {
  test('lacks no series of the catalog that Prometheus has', async () => {
    const lab = realLab()
    const folder = mkdtempSync(join(tmpdir(), 'ocp-perf-recording-'))
    try {
      await sleep(10_000)
      const { dump, content } = await lab.record({ name: 'whole', folder })
      const recorded = new Map<string, Set<string>>()
      for (const line of gunzipSync(readFileSync(dump)).toString('utf8').split('\n')) {
        const brace = line.indexOf('{')
        const name = line.slice(0, Math.max(0, brace))
        recorded.set(name, (recorded.get(name) ?? new Set()).add(line.slice(brace, line.lastIndexOf('}'))))
      }
      const at = `@ ${content.end.toFixed(3)}`
      const held = await queryPrometheus(lab.prometheusUrl, `count by (__name__) ({__name__!=""} ${at})`)
      const families = catalogFamilies()
      const wanted = held.filter(({ labels }) => families.has(labels.__name__ ?? ''))
      expect(wanted.length).toBeGreaterThan(50)
      for (const { labels, value } of wanted) {
        expect(recorded.get(labels.__name__ ?? '')?.size ?? 0, labels.__name__).toBeGreaterThanOrEqual(value)
      }
    } finally {
      rmSync(folder, { recursive: true, force: true })
    }
  })
})

describeReal('a second lab', ['lab'], () => {
  test('lives beside the first on loopback, loses and regains a member, and leaves nothing behind', async () => {
    const directory = mkdtempSync(join(tmpdir(), 'ocp-perf-lab-'))
    const paths = labPaths(directory)
    try {
      const lab = await startLab({ directory, network: 'loopback', members: 1, interval: '1s' })
      const { processes } = requireState(paths)
      await expect(startLab({ directory, network: 'loopback' })).rejects.toMatchObject({ code: 'conflict' })
      await lab.injectFault('member-down', { member: 'm1' })
      expect(await lab.status()).toMatchObject({ condition: 'degraded', members: [{ running: false }] })
      await lab.clearFaults()
      await lab.waitHealthy()
      await lab.stop()
      await lab.stop()
      expect(processes.filter(isAlive)).toEqual([])
      expect(existsSync(paths.state)).toBe(false)
      expect(existsSync(paths.data)).toBe(false)
    } finally {
      rmSync(directory, { recursive: true, force: true })
    }
    expect((await realLab().status()).condition).toBe('up')
  })
})
