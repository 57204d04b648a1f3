import type { Client } from '@modelcontextprotocol/client'
import { describeReal, realLab } from '@ocp-perf/lab/testing'
import { type Diagnosis, diagnosisSchema, type MetricResult, panelResultSchema } from '@ocp-perf/panel'
import { afterAll, afterEach, beforeAll, beforeEach, expect, test, vi } from 'vitest'
import { clusterStatusSchema } from './status/cluster-status-schema.ts'
import { stdioClient } from './testing/serve-real.ts'

const patience = { timeout: 170_000, interval: 4000 }
/** Rates of round trips look back five minutes: members that were short of processor time are told as slow ways for as long. */
const patienceForCalm = { timeout: 360_000, interval: 4000 }
/** After this long no rate looks back to before the clearing. */
const settlingSeconds = 12
/** The calm that is asked for: long enough to be one of health, short enough that a blip after a fault is soon behind it. */
const calmSeconds = 30
/** Rates look back over four scrapes of 2 s, so that a blip just before is joined to what follows. */
const onsetSeconds = 10
const roundTrips = 'etcd_peer_rtt_p99'
/** Of each way between two members there is a round trip in half a minute. */
const roundTripSeconds = 40

/**
 * Each fault is injected once and asked about by several tools. Before each the cluster must be said to be well by what came after
 * the one before, so that none is judged by what an earlier one left, not even one that failed.
 */
describeReal('the etcd server while something is wrong', ['lab', 'tracing', 'wire'], () => {
  let client: Client
  /** Unix seconds since when nothing has been wrong. */
  let calm: number
  /** Unix seconds from which on no rate looks back to a fault. */
  let settled: number

  beforeAll(async () => {
    const lab = realLab()
    client = await stdioClient({ PROMETHEUS_URL: lab.prometheusUrl, ETCD_ENDPOINTS: lab.etcdEndpoints.join(',') })
    settled = now() - settlingSeconds
  }, 60_000)
  beforeEach(() => becomeCalm(), patienceForCalm.timeout + 20_000)
  afterEach(async () => {
    await realLab().clearFaults()
    await realLab().waitHealthy()
    settled = now() + settlingSeconds
  }, 60_000)
  afterAll(() => client?.close())

  const now = () => Date.now() / 1000
  const call = async (name: string, args: Record<string, unknown> = {}) => {
    const { structuredContent, content } = await client.callTool({ name, arguments: args })
    return {
      data: structuredContent,
      text: content.map((block) => (block.type === 'text' ? block.text : '')).join('\n'),
    }
  }
  const measure = async (
    tool: string,
    id: string,
    duration: string,
  ): Promise<{ metric: MetricResult; text: string }> => {
    const { data, text } = await call(tool, { duration })
    const metric = panelResultSchema.parse(data).metrics.find((candidate) => candidate.id === id)
    if (metric === undefined) throw new Error(`${tool} has no ${id}`)
    return { metric, text }
  }
  const diagnose = async (since: number): Promise<Diagnosis> => {
    const { data, text } = await call('get_etcd_bottleneck_analysis', { start_time: String(since) })
    if (data === undefined) throw new Error(text)
    return diagnosisSchema.parse(data)
  }

  /** Waits until the latest moments, all of them settled, are said to be well; they are the calm before what follows. */
  const becomeCalm = async () => {
    const latest = async () => {
      const since = now() - calmSeconds
      if (since < settled) return ['too early to say']
      const { verdict, causes, findings, headline } = await diagnose(since)
      const told = causes.map(({ id, scope }) => `${id} of ${scope}`)
      // Round trips are measured twice a minute and judged over five, so that they still tell of what is past.
      const isPast = findings.length > 0 && findings.every(({ id }) => id === roundTrips)
      if (told.length > 0 || !(verdict === 'ok' || isPast)) return [verdict, ...told, headline]
      calm = since
      return []
    }
    await vi.waitFor(async () => expect(await latest()).toEqual([]), patienceForCalm)
  }

  /** What is named first, whom it hits, and whether its onset is the injection's to within some seconds. */
  const firstCause = async ({ since }: { since: number }, within: number) => {
    const { causes, headline } = await diagnose(calm)
    const [first] = causes
    if (first === undefined) return headline
    const error = (first.onset ?? Number.NaN) - since
    const onset = Math.abs(error) <= within ? 'in time' : `${error.toFixed(1)} s off`
    return { cause: first.id, members: [...first.members].sort(), onset }
  }

  test('a client that asks for large ranges is told as that', async () => {
    const fault = await realLab().injectFault('expensive-ranges')
    await expect
      .poll(() => firstCause(fault, onsetSeconds), patience)
      .toEqual({ cause: 'expensive-ranges', members: [], onset: 'in time' })
  }, 300_000)

  test('slow fsync on one member is its slow disk, and only that member is critical', async () => {
    const fault = await realLab().injectFault('slow-fsync', { member: 'follower', strength: 700 })
    const { member = '' } = fault
    await expect
      .poll(() => firstCause(fault, onsetSeconds), patience)
      .toEqual({ cause: 'slow-disk', members: [member], onset: 'in time' })
    await expect
      .poll(async () => {
        const { metric } = await measure('get_etcd_disk_wal_fsync', 'etcd_wal_fsync_p99', '30s')
        return Object.fromEntries(metric.rows.map(({ labels, verdict }) => [labels.member, verdict]))
      }, patience)
      .toEqual({ m1: 'ok', m2: 'ok', m3: 'ok', [member]: 'critical' })
    const { text } = await measure('get_etcd_disk_wal_fsync', 'etcd_wal_fsync_p99', '30s')
    expect(text).toMatch(new RegExp(`^critical: .*${member} critical, up to`))
  }, 300_000)

  test('a member that is down is named with the reason, by etcd itself, by metrics and as a cause', async () => {
    const fault = await realLab().injectFault('member-down')
    const { member = '' } = fault
    const live = clusterStatusSchema.parse((await call('get_etcd_cluster_status')).data)
    expect(live).toMatchObject({ source: 'gateway', verdict: 'critical' })
    expect(live.members[0]).toMatchObject({ member, verdict: 'critical', healthy: false })
    expect(live.members[0]?.reason).toMatch(/^down \(.+\)$/)
    expect(live.headline).toContain('2 of 3 voting members up')
    expect(live.members.filter(({ verdict }) => verdict === 'ok')).toHaveLength(2)
    await expect
      .poll(async () => {
        const { data } = await call('get_etcd_cluster_status', { time: 'now' })
        const { source, members } = clusterStatusSchema.parse(data)
        return { source, down: members.filter(({ healthy }) => healthy === false).map((one) => one.member) }
      }, patience)
      .toEqual({ source: 'metrics', down: [member] })
    await expect
      .poll(() => firstCause(fault, onsetSeconds), patience)
      .toEqual({ cause: 'member-down', members: [member], onset: 'in time' })
  }, 300_000)

  // The last one, since it takes minutes to be sure of, and tells of what was for as long.
  test('latency between two members is told as that of their pair, and no other way is slow', async () => {
    const fault = await realLab().injectFault('peer-latency', { member: 'leader', peer: 'follower', strength: 60 })
    const { member = '', peer = '' } = fault
    await expect
      .poll(() => firstCause(fault, roundTripSeconds), { ...patience, timeout: 300_000 })
      .toEqual({ cause: 'network-latency', members: [member, peer].sort(), onset: 'in time' })
    const { metric } = await measure('get_etcd_network_io', roundTrips, '2m')
    const slow = metric.rows.filter(({ verdict }) => verdict === 'degraded' || verdict === 'critical')
    expect(slow.map(({ labels }) => `${labels.member} ${labels.peer}`).sort()).toEqual(
      [`${member} ${peer}`, `${peer} ${member}`].sort(),
    )
  }, 360_000)
})
