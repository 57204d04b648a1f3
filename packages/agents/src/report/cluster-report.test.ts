import { AppError } from '@ocp-perf/errors'
import { type Cause, type Diagnosis, type LevelWalk, levelWalkSchema, type Report } from '@ocp-perf/panel'
import { expect, onTestFinished, test } from 'vitest'
import { connectServers } from '../connect/connect-servers.ts'
import { reportTools, sampleReport, walkToolOf } from '../testing/report-lab.ts'
import { healthyDiagnosis, sampleDiagnosis, sampleOnset, sampleWindow } from '../testing/sample-diagnosis.ts'
import type { Asked } from '../testing/small-lab.ts'
import { startServer } from '../testing/start-server.ts'
import { createReporter } from './create-reporter.ts'

const nowhere = 'http://127.0.0.1:9/mcp'

const fresh = () => new AbortController().signal

const slowDisk = sampleDiagnosis('m2')
const [disk] = slowDisk.causes
if (disk === undefined) throw new Error('The sample has no cause.')

const drops: Cause = { ...disk, id: 'drops', title: 'Drops', scope: 'n1', summary: 'Drops on n1', severity: 'critical' }
const stale: Cause = { ...disk, id: 'stale', title: 'Stale flows', scope: 'n1', summary: 'Stale flows on n1' }

const network: Diagnosis = {
  ...slowDisk,
  domain: 'network',
  verdict: 'critical',
  headline: 'Drops on n1',
  score: { value: 40, parts: [{ points: 60, because: 'drops' }] },
  causes: [drops, stale],
  members: [
    { name: 'n1', node: 'n1', leader: null, verdict: 'critical', says: 'n1 drops' },
    { name: 'm2', node: 'm2', leader: null, verdict: 'ok', says: 'm2 is well' },
  ],
}

const told = (cause: Cause, domain: string, follows: LevelWalk['levels'][number]['causes'][number]['follows']) => ({
  ...cause,
  domain,
  precedes: true,
  follows,
})

const walk: LevelWalk = levelWalkSchema.parse({
  cluster: 'lab',
  window: sampleWindow,
  verdict: 'critical',
  headline: 'Stopped at etcd, before the symptom: Slow disk: m2',
  symptom: { says: 'slow', since: sampleOnset, given: false },
  levels: [
    level('node', 'no_data', []),
    level('etcd', 'degraded', [told(disk, 'etcd', null)]),
    level('network', 'critical', [
      told(drops, 'network', null),
      told(stale, 'network', { domain: 'etcd', cause: 'slow-disk' }),
    ]),
  ],
  stopped_at: 'etcd',
  causes: [disk],
  unseen: [{ what: 'the network of m2', why: 'no metric of it', causes: ['x'] }],
  notes: ['A note of the walk.'],
})

function level(id: string, verdict: string, causes: unknown[]) {
  return { id, title: `level ${id}`, verdict, part_of_cluster: id !== 'node', says: '', causes }
}

interface Lab {
  walks?: () => LevelWalk | AppError
  networks?: () => Report | AppError
  etcds?: () => Report | AppError
  down?: boolean
}

async function lab({ walks = () => walk, networks, etcds, down = false }: Lab = {}) {
  const asked: Asked = []
  const etcd = reportTools('etcd', asked, etcds ?? (() => sampleReport(slowDisk)))
  const other = reportTools('network', asked, networks ?? (() => sampleReport(network)))
  const running = [
    await startServer({ name: 'etcd', ...etcd, tools: [...etcd.tools, walkToolOf(asked, walks)] }),
    await startServer({ name: 'network', ...other }),
  ]
  const servers = connectServers({
    servers: [
      ...running.map(({ url }, at) => ({ name: `server-${at}`, url })),
      ...(down ? [{ name: 'ovnk', url: nowhere }] : []),
    ],
  })
  onTestFinished(() => servers.close())
  const make = (range = { duration: '1h' }) =>
    createReporter({ servers }).make({ domain: 'cluster', cluster: 'lab', range, baseline: '3d' }, { signal: fresh() })
  return { asked, make }
}

test('every domain is reported over the window of the walk, whatever length was asked for', async () => {
  const { asked, make } = await lab()
  await make()
  expect(asked[0]).toEqual({ tool: 'get_cluster_bottleneck_analysis', args: { cluster: 'lab', duration: '1h' } })
  const args = {
    format: 'data',
    cluster: 'lab',
    baseline: '3d',
    start_time: String(sampleWindow.start),
    end_time: String(sampleWindow.end),
  }
  expect(asked.slice(1).sort((a, b) => a.tool.localeCompare(b.tool))).toEqual([
    { tool: 'generate_etcd_performance_report', args },
    { tool: 'generate_network_performance_report', args },
  ])
})

test('the cause that the walk stopped at is first, and what follows from it is a consequence', async () => {
  const { make } = await lab()
  const { report, frames } = await make()
  expect(report).toMatchObject({
    domain: 'cluster',
    title: 'Performance of the cluster lab',
    verdict: 'critical',
    headline: walk.headline,
    window: sampleWindow,
    score: { value: 40 },
  })
  expect(report.causes.map(({ id }) => id)).toEqual(['slow-disk', 'drops'])
  expect(report.causes[0]?.brings).toEqual(['stale'])
  expect(report.consequences.map(({ id }) => id)).toEqual(['stale'])
  expect([...frames.keys()].sort()).toEqual(['etcd_p99', 'network_p99'])
})

test('what several domains say is said once: nodes by the worst of it, unseen parts, method and sources', async () => {
  const { report } = await (await lab()).make()
  expect(report.members.map(({ name, verdict }) => [name, verdict])).toEqual([
    ['n1', 'critical'],
    ['m2', 'degraded'],
  ])
  expect(report.unseen).toEqual(walk.unseen)
  expect(report.notes).toEqual(['A note of the walk.'])
  expect(report.method).toEqual([
    expect.stringMatching(
      /level node \(not part of this cluster\), level etcd \(degraded, stopped here\), level network \(critical\)/,
    ),
    'Measured once.',
    'etcd: Of etcd.',
    'network: Of network.',
  ])
  expect(report.sources).toEqual(['https://etcd.io/docs/'])
})

test('a domain that fails and a server that is down are unseen with their reasons, and nothing is called healthy', async () => {
  const well = { ...walk, verdict: 'ok' as const, causes: [], stopped_at: null, unseen: [] }
  const { make } = await lab({
    walks: () => well,
    etcds: () => sampleReport({ ...healthyDiagnosis(), unseen: [] }),
    networks: () => new AppError('unauthorized', 'No token.', { hint: 'Log in.' }),
    down: true,
  })
  const { report } = await make()
  expect(report.verdict).toBe('unknown')
  expect(report.unseen).toEqual([
    { what: 'The network server', why: 'No token. Log in.', causes: [] },
    { what: 'ovnk', why: expect.stringMatching(/does not answer.*ocp-perf serve ovnk/), causes: [] },
  ])
})

test('a domain that failed in passing is asked once more, when the others are done', async () => {
  let times = 0
  const { asked, make } = await lab({
    networks: () => (times++ === 0 ? new AppError('unreachable', 'Busy.') : sampleReport(network)),
  })
  const { report } = await make()
  expect(report.unseen).toEqual(walk.unseen)
  expect(asked.filter(({ tool }) => tool.includes('network'))).toHaveLength(2)
})

test('without the walk the domains are told for the time that was asked for, the worst first', async () => {
  const { asked, make } = await lab({ walks: () => new AppError('timeout', 'Too slow.') })
  const { report } = await make()
  expect(report).toMatchObject({ verdict: 'critical', headline: 'Drops on n1' })
  expect(report.unseen[0]).toEqual({ what: 'The walk over the levels', why: 'Too slow.', causes: [] })
  expect(asked.at(-1)?.args).toMatchObject({ duration: '1h' })
})

test('where no domain gives a report, what the first said is the error', async () => {
  const { make } = await lab({
    etcds: () => new AppError('forbidden', 'Not you.', { hint: 'Ask for access.' }),
    networks: () => new AppError('timeout', 'Too slow.'),
  })
  await expect(make()).rejects.toMatchObject({ code: 'forbidden', message: 'Not you.', hint: 'Ask for access.' })
})
