import { afterEach, expect, test } from 'vitest'
import { type FakeGateway, fakeGateway } from '../__fixtures__/fake-gateway.ts'
import { labState } from '../__fixtures__/lab-state.ts'
import { exporterCommand, intervalSeconds, prometheusConfig, queryPrometheus } from './monitoring.ts'

let server: FakeGateway | undefined
afterEach(async () => {
  await server?.close()
  server = undefined
})

const fakePrometheus = (reply: { status?: number; text: string }) => fakeGateway({ '/api/v1/query': reply })

test('both jobs name the member and the node of each target', () => {
  const config: unknown = JSON.parse(prometheusConfig(labState()))
  expect(config).toMatchObject({
    global: { scrape_interval: '2s', scrape_timeout: '2s' },
    scrape_configs: [
      {
        job_name: 'etcd',
        static_configs: [{ targets: ['198.18.0.11:9978'], labels: { instance: 'm1', node: 'node1' } }, {}, {}],
      },
      { job_name: 'node-exporter', static_configs: [{ targets: ['198.18.0.11:9100'] }, {}, {}] },
    ],
  })
})

test('a scrape may take ten seconds at most', () => {
  expect(JSON.parse(prometheusConfig({ ...labState(), interval: '1m' }))).toMatchObject({
    global: { scrape_timeout: '10s' },
  })
})

test('a member shows its own disk, and not the file systems of the others', () => {
  const [, second] = labState().members
  if (!second) throw new Error('The fixture has members')
  const flags = exporterCommand(labState(), second)
  expect(flags).toContain('--collector.diskstats.device-include=^loop2$')
  expect(flags).toContain('--collector.diskstats.device-exclude=')
  const exclude = flags.find((flag) => flag.includes('mount-points-exclude'))
  expect(exclude).toContain('/lab/data/m1|/lab/data/m3')
  const shared = exporterCommand(labState(), { ...second, device: undefined })
  expect(shared.some((flag) => flag.includes('diskstats.device'))).toBe(false)
})

test.each(['', '2', '0s', '2h', '1.5s', '-1s', '10m'])('%j is no scrape interval', (text) => {
  expect(() => intervalSeconds(text)).toThrow(expect.objectContaining({ code: 'invalid_input' }))
})

test('intervals of seconds and minutes are read', () => {
  expect([intervalSeconds('2s'), intervalSeconds('1m')]).toEqual([2, 60])
})

const vector = (result: unknown[]) => ({ text: JSON.stringify({ status: 'success', data: { result } }) })

test('a vector is read with its labels; NaN stays NaN', async () => {
  const result = [
    { metric: { instance: 'm1' }, value: [1, '0.5'] },
    { metric: {}, value: [1, 'NaN'] },
  ]
  server = await fakePrometheus(vector(result))
  expect(await queryPrometheus(server.url, 'up')).toEqual([
    { labels: { instance: 'm1' }, value: 0.5 },
    { labels: {}, value: Number.NaN },
  ])
})

test.each([
  ['an error', { status: 400, text: '{"status":"error","error":"parse error"}' }],
  ['an HTML page', { text: '<html>' }],
])('%s from Prometheus names the query', async (_, reply) => {
  server = await fakePrometheus(reply)
  await expect(queryPrometheus(server.url, 'sum(')).rejects.toMatchObject({ message: expect.stringContaining('sum(') })
})

test('nobody listening is unreachable', async () => {
  server = await fakePrometheus(vector([]))
  const { url } = server
  await server.close()
  server = undefined
  await expect(queryPrometheus(url, 'up')).rejects.toMatchObject({ code: 'unreachable' })
})
