import { AppError } from '@ocp-perf/errors'
import type { Report } from '@ocp-perf/panel'
import { expect, onTestFinished, test } from 'vitest'
import { connectServers } from '../connect/connect-servers.ts'
import { reportTools, sampleReport } from '../testing/report-lab.ts'
import { sampleDiagnosis, sampleWindow } from '../testing/sample-diagnosis.ts'
import type { Asked } from '../testing/small-lab.ts'
import { echo, startServer } from '../testing/start-server.ts'
import { createReporter } from './create-reporter.ts'

// Nothing listens there.
const nowhere = 'http://127.0.0.1:9/mcp'

const fresh = () => new AbortController().signal

function reporterOver(entries: readonly { name: string; url: string }[]) {
  const servers = connectServers({ servers: entries })
  onTestFinished(() => servers.close())
  return createReporter({ servers })
}

async function etcdLab(report: () => Report | AppError = () => sampleReport(sampleDiagnosis('m2'))) {
  const asked: Asked = []
  const { url } = await startServer({ name: 'etcd', ...reportTools('etcd', asked, report) })
  return { asked, reporter: reporterOver([{ name: 'etcd', url }]) }
}

test('a report comes with all its points, as its server was asked for it', async () => {
  const { asked, reporter } = await etcdLab()
  const doing: string[] = []
  const wish = { domain: 'etcd', cluster: 'lab', range: { duration: '2h' }, baseline: '7d' }
  const { report, frames } = await reporter.make(wish, { signal: fresh(), onProgress: (text) => doing.push(text) })
  expect(report).toEqual(sampleReport(sampleDiagnosis('m2')))
  expect(frames.get('etcd_p99')?.series[0]?.times[1]).toBe(sampleWindow.end)
  expect(asked).toEqual([
    {
      tool: 'generate_etcd_performance_report',
      args: { format: 'data', cluster: 'lab', duration: '2h', baseline: '7d' },
    },
  ])
  expect(doing).toEqual(['Measuring and judging', 'Reading the report with its points'])
})

test('what the server says of a failure is the error', async () => {
  const { reporter } = await etcdLab(() => new AppError('unauthorized', 'No token.', { hint: 'Log in.' }))
  await expect(reporter.make({ domain: 'etcd' }, { signal: fresh() })).rejects.toMatchObject({
    code: 'unauthorized',
    message: 'No token.',
    hint: 'Log in.',
  })
})

test('an unknown domain is not found, with the nearest names', async () => {
  const { reporter } = await etcdLab()
  await expect(reporter.make({ domain: 'etcd_disk' }, { signal: fresh() })).rejects.toMatchObject({
    code: 'not_found',
    hint: 'Did you mean etcd?',
  })
  await expect(reporter.make({ domain: 'storage' }, { signal: fresh() })).rejects.toMatchObject({
    code: 'not_found',
    hint: 'There is cluster, etcd.',
  })
})

test('where no server is up the error says which, and how to start them', async () => {
  const entries = ['etcd', 'network'].map((name) => ({ name, url: nowhere }))
  const reporter = reporterOver(entries)
  await expect(reporter.make({ domain: 'etcd' }, { signal: fresh() })).rejects.toMatchObject({
    code: 'unreachable',
    hint: expect.stringContaining('ocp-perf serve etcd'),
  })
  await expect(reporter.make({ domain: 'ovnk' }, { signal: fresh() })).rejects.toMatchObject({
    code: 'unreachable',
    message: 'No server is up: etcd, network.',
    hint: 'Start them: ocp-perf serve etcd network.',
  })
})

test('a server without any report is told apart from one that is down', async () => {
  const { url } = await startServer({ name: 'lab', tools: [echo] })
  await expect(
    reporterOver([{ name: 'lab', url }]).make({ domain: 'cluster' }, { signal: fresh() }),
  ).rejects.toMatchObject({
    code: 'not_found',
    hint: 'No server that is up offers a report.',
  })
})

test('whoever asked may give up, and gets the reason', async () => {
  const reason = new AppError('timeout', 'Too slow.')
  const controller = new AbortController()
  const { reporter } = await etcdLab(() => {
    controller.abort(reason)
    return sampleReport(sampleDiagnosis('m2'))
  })
  await expect(reporter.make({ domain: 'etcd' }, { signal: controller.signal })).rejects.toBe(reason)
})
