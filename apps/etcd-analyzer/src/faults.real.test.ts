import type { Client } from '@modelcontextprotocol/client'
import { describeReal, realLab } from '@ocp-perf/lab/testing'
import { type MetricResult, panelResultSchema } from '@ocp-perf/panel'
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { clusterStatusSchema } from './status/cluster-status-schema.ts'
import { stdioClient } from './testing/serve-real.ts'

const patience = { timeout: 170_000, interval: 5000 }

describeReal('the etcd server while something is wrong', ['lab', 'tracing', 'wire'], () => {
  let client: Client

  beforeAll(async () => {
    const lab = realLab()
    client = await stdioClient({ PROMETHEUS_URL: lab.prometheusUrl, ETCD_ENDPOINTS: lab.etcdEndpoints.join(',') })
  })
  afterEach(async () => {
    await realLab().clearFaults()
    await realLab().waitHealthy()
  })
  afterAll(() => client?.close())

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

  test('slow fsync on one member makes that one critical and leaves the others ok', async () => {
    const { member } = await realLab().injectFault('slow-fsync', { member: 'follower', strength: 700 })
    await expect
      .poll(async () => {
        const { metric } = await measure('get_etcd_disk_wal_fsync', 'etcd_wal_fsync_p99', '30s')
        return Object.fromEntries(metric.rows.map(({ labels, verdict }) => [labels.member, verdict]))
      }, patience)
      .toEqual({ m1: 'ok', m2: 'ok', m3: 'ok', [member ?? '']: 'critical' })
    const { text } = await measure('get_etcd_disk_wal_fsync', 'etcd_wal_fsync_p99', '30s')
    expect(text).toMatch(new RegExp(`^critical: .*${member} critical, up to`))
  }, 240_000)

  test('latency between two members shows that pair and no other', async () => {
    const { member = '', peer = '' } = await realLab().injectFault('peer-latency', {
      member: 'leader',
      peer: 'follower',
      strength: 60,
    })
    const pair = [[member, peer].join(' '), [peer, member].join(' ')].sort()
    await expect
      .poll(async () => {
        const { metric } = await measure('get_etcd_network_io', 'etcd_peer_rtt_p99', '2m')
        const slow = metric.rows.filter(({ verdict }) => verdict === 'degraded' || verdict === 'critical')
        return slow.map(({ labels }) => `${labels.member} ${labels.peer}`).sort()
      }, patience)
      .toEqual(pair)
    const { metric } = await measure('get_etcd_network_io', 'etcd_peer_rtt_p99', '2m')
    expect(
      metric.rows
        .slice(0, 2)
        .map(({ labels }) => `${labels.member} ${labels.peer}`)
        .sort(),
    ).toEqual(pair)
  }, 240_000)

  test('a member that is down is named with the reason, by etcd itself and by metrics', async () => {
    const { member = '' } = await realLab().injectFault('member-down')
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
  }, 240_000)
})
