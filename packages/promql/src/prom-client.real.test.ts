import { afterAll, describe, expect, test } from 'vitest'
import { createPromClient } from './client/prom-client.ts'
import { selector } from './query/selector.ts'
import type { PromSource, RangeWindow } from './source.ts'
import { maxPointsPerRequest } from './split-range.ts'
import { failureOf } from './testing/expect-failure.ts'

/** A real Prometheus that scrapes itself and others, started before these suites; without one they are left out. */
const url = process.env.OCP_PERF_LAB_PROMETHEUS

const now = Math.floor(Date.now() / 1000)

describe.skipIf(url === undefined)('a real Prometheus', () => {
  const prom: PromSource = createPromClient({ endpoint: { url: url ?? 'http://unused.invalid' } })
  afterAll(() => prom.close())

  /** What the server itself answers to one request, by JSON.parse. */
  async function rawPoints(query: string, { start, end, step }: RangeWindow): Promise<[number, number][]> {
    const body = new URLSearchParams({ query, start: `${start}`, end: `${end}`, step: `${step}` })
    const response = await fetch(`${url}/api/v1/query_range`, { method: 'POST', body })
    const reply = JSON.parse(await response.text())
    return reply.data.result.flatMap(({ values }: { values: [number, string][] }) => {
      return values.map(([time, value]): [number, number] => [time, Number(value)])
    })
  }

  test('answers an instant query of each type', async () => {
    const up = await prom.instant('up')
    expect(up.series.length).toBeGreaterThan(0)
    expect(up.series.every(({ labels, values }) => labels.__name__ === 'up' && values.length === 1)).toBe(true)
    expect((await prom.instant('1 / 3')).series[0]?.values[0]).toBe(1 / 3)
    expect((await prom.instant('"text"')).series[0]?.labels).toEqual({ value: 'text' })
    expect((await prom.instant('vector(1) / 0')).series[0]?.values[0]).toBe(Number.POSITIVE_INFINITY)
    expect((await prom.instant('vector(NaN)')).series[0]?.values[0]).toBeNaN()
    const matrix = await prom.instant('up[1m]')
    expect(matrix.series[0]?.times.length).toBeGreaterThan(1)
    expect((await prom.instant('no_such_metric')).series).toEqual([])
  })

  test('answers a range with the numbers that JSON.parse reads', async () => {
    const window = { start: now - 60, end: now, step: 1 }
    for (const query of [
      'sum(rate(prometheus_http_request_duration_seconds_sum[30s]))',
      'time() / 3',
      '-exp(vector(-time() % 40))',
    ]) {
      const frame = await prom.range(query, window)
      const points = frame.series.flatMap(({ times, values }) => [...times].map((time, at) => [time, values[at]]))
      expect(points).toEqual(await rawPoints(query, window))
    }
  })

  test('a range over 11,000 points is what its pieces are together', async () => {
    const start = now - (now % 5) - 150_000
    const frame = await prom.range('vector(time() / 7)', { start: start + 2, end: now, step: 5 })
    const expected: [number, number][] = []
    const length = maxPointsPerRequest * 5
    for (let from = start; from <= now; from += length) {
      expected.push(
        ...(await rawPoints('vector(time() / 7)', { start: from, end: Math.min(from + length - 5, now), step: 5 })),
      )
    }
    const [series] = frame.series
    expect(frame.series).toHaveLength(1)
    expect(series?.times.length).toBeGreaterThan(2 * maxPointsPerRequest)
    expect([...(series?.times ?? [])]).toEqual(expected.map(([time]) => time))
    expect([...(series?.values ?? [])]).toEqual(expected.map(([, value]) => value))
  })

  test('answers labels, label values and series', async () => {
    const window = { match: ['up'], start: now - 300, end: now }
    expect(await prom.labelNames(window)).toEqual(expect.arrayContaining(['__name__', 'instance', 'job']))
    expect(await prom.labelNames({ ...window, limit: 1 })).toHaveLength(1)
    const jobs = await prom.labelValues('job', window)
    expect(jobs.length).toBeGreaterThan(0)
    for (const job of jobs) {
      const found = await prom.series({ ...window, match: [selector('up', [{ label: 'job', op: '=', value: job }])] })
      expect(found.length).toBeGreaterThan(0)
      expect(found.every((labels) => labels.job === job)).toBe(true)
    }
    expect(await prom.labelValues('..')).toEqual([])
  })

  test('answers metadata, targets, rules, alerts, build info and TSDB status', async () => {
    const targets = await prom.targets()
    expect(targets.some(({ health }) => health === 'up')).toBe(true)
    expect(targets[0]?.scrapeIntervalSeconds).toBeGreaterThan(0)
    const metadata = await prom.metadata()
    expect(metadata.get('process_cpu_seconds_total')?.type).toBe('counter')
    expect((await prom.metadata('process_cpu_seconds_total')).size).toBe(1)
    const groups = await prom.rules()
    for (const rule of groups.flatMap(({ rules }) => rules)) expect(rule.query).not.toBe('')
    for (const alert of await prom.alerts()) expect(alert.activeAt).toBeGreaterThan(1_600_000_000)
    expect(await prom.buildInfo()).toMatchObject({
      application: 'Prometheus',
      version: expect.stringMatching(/^\d+\./),
    })
    expect(await prom.retentionSeconds()).toBeGreaterThan(0)
    const status = await prom.tsdbStatus()
    expect(status.seriesCount).toBeGreaterThan(0)
    expect(status.topMetrics[0]?.series).toBeGreaterThan(0)
  })

  test('says in its own words what is wrong with a query', async () => {
    const failed = await failureOf(prom.instant('rate(up)'))
    expect(failed).toMatchObject({ code: 'bad_query', retryable: false })
    expect(failed.message).toContain('expected type range vector')
  })

  test('times out for a caller who cannot wait', async () => {
    const slow = prom.instant('sum_over_time(vector(1)[10d:1s])', { timeoutMs: 5 })
    expect(await failureOf(slow)).toMatchObject({ code: 'timeout', hint: expect.stringContaining('shorter window') })
  })

  test('is not found under a wrong prefix', async () => {
    const wrong = createPromClient({ endpoint: { url: `${url}/no/such/prefix` } })
    expect(await failureOf(wrong.instant('up'))).toMatchObject({ code: 'not_found' })
    await wrong.close()
  })

  test('stops working on a query that is aborted', async () => {
    const controller = new AbortController()
    const outcome = prom.instant('up', { signal: controller.signal }).catch((error: unknown) => error)
    controller.abort()
    expect(await outcome).toMatchObject({ name: 'AbortError' })
  })
})
