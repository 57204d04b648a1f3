import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type OpenServer, openServer } from './testing/open-server.ts'

/** A day and a half of samples at a scrape of 15 s would be slow to read as text; steps of a minute are what is asked for. */
const scrapes = 1_441

let server: OpenServer

/** Noise that is the same in every run: the fraction of a sine that is far too coarse to be one. */
const noise = (scrape: number) => 2 * (Math.abs(Math.sin(scrape * 12.9898 + 4.1) * 43_758.5453) % 1) - 1

beforeAll(async () => {
  server = await openServer({
    scrapes,
    series: [
      { name: 'calm', labels: {}, value: (scrape) => 100 + noise(scrape) },
      { name: 'spiky', labels: {}, value: (scrape) => (scrape === 1_000 ? 160 : 100) + noise(scrape + 5_000) },
      { name: 'flat', labels: {}, value: 7 },
      { name: 'filling', labels: { disk: 'a' }, value: (scrape) => 50 + scrape / 60 + noise(scrape) / 10 },
      ...['a', 'b', 'c', 'd'].map((pod) => ({
        name: 'latency',
        labels: { pod, zone: pod < 'c' ? 'east' : 'west' },
        value: (scrape: number) => (pod === 'b' && scrape >= 900 ? 30 : 10) + noise(scrape + 1_000 * pod.charCodeAt(0)),
      })),
      // What follows the other one two minutes later.
      { name: 'cause', labels: {}, value: (scrape) => 5 * Math.sin(scrape / 23) + noise(scrape) },
      { name: 'effect', labels: {}, value: (scrape) => 5 * Math.sin((scrape - 8) / 23) + noise(scrape + 40_000) },
    ],
  })
}, 30_000)
afterAll(() => server[Symbol.asyncDispose]())

const at = (scrape: number) => server.end - (scrapes - 1 - scrape) * 15
const window = { duration: '6h', step: '15s' }

describe('detect_anomalies', () => {
  test('finds the one spike, says when, what was expected, and that it is over', async () => {
    const { text, data } = await server.call('detect_anomalies', { prometheus_query: 'spiky', ...window })
    expect(text).toMatch(/^watch: 1 of 1 series|^watch: .*unusual, once/)
    expect(data).toMatchObject({ alerts: [{ time: at(1_000), side: 'up', ongoing: false }], incidents: 1 })
  })

  test('is quiet about noise and about what does not move', async () => {
    for (const query of ['calm', 'flat']) {
      const { text, data } = await server.call('detect_anomalies', { prometheus_query: query, ...window })
      expect(text).toMatch(/^ok: nothing unusual/)
      expect(data).toMatchObject({ alerts: [], judged: { quiet: 1 } })
    }
  })

  test('takes the seed methods by name, with a threshold, and says what they compared with', async () => {
    for (const [method, threshold] of [
      ['zscore', 2.5],
      ['iqr', 1.5],
      ['mad', 3.5],
    ] as const) {
      const { data } = await server.call('detect_anomalies', {
        prometheus_query: 'spiky',
        method,
        threshold,
        ...window,
      })
      expect(data).toMatchObject({ method, threshold, baseline: expect.stringContaining('window') })
      expect(data.alerts).toEqual(expect.arrayContaining([expect.objectContaining({ time: at(1_000) })]))
    }
  })

  test('calls too little data unknown and not fine', async () => {
    const { text, data } = await server.call('detect_anomalies', {
      prometheus_query: 'calm',
      duration: '2m',
      step: '15s',
    })
    expect(text).toMatch(/^unknown: too little data/)
    expect(data).toMatchObject({ judged: { too_little_data: 1, quiet: 0 } })
  })

  test('an unknown time zone is refused by name', async () => {
    const { text, isError } = await server.call('detect_anomalies', { prometheus_query: 'calm', zone: 'Mars/Base' })
    expect(isError).toBe(true)
    expect(text).toContain('Europe/Berlin')
  })

  test('gives each point its score and reason behind the link', async () => {
    const { data } = await server.call('detect_anomalies', { prometheus_query: 'spiky', ...window })
    const { contents } = await server.client.readResource({ uri: `${data.uri}&format=csv` })
    const [content] = contents
    const lines = content && 'text' in content ? content.text.trim().split('\n') : []
    expect(lines[0]).toBe('time,__name__,value,score,alert,reason')
    expect(lines.filter((line) => line.includes(',true,'))).toHaveLength(1)
  })
})

test('detect_change_points finds the step of one series among several', async () => {
  const { text, data } = await server.call('detect_change_points', { prometheus_query: 'latency', ...window })
  expect(text).toMatch(/^watch: 1 of 4 series changed level/)
  const [change] = data.changes as { time: number; labels: object; before: number; after: number }[]
  expect(change?.labels).toMatchObject({ pod: 'b' })
  expect(Math.abs((change?.time ?? 0) - at(900))).toBeLessThanOrEqual(30)
  expect([change?.before, change?.after].map((level) => Math.round(level ?? 0))).toEqual([10, 30])
})

describe('characterize_change', () => {
  test('says how much, since when, which pod and which zone moved, and how sure it is', async () => {
    const { text, data } = await server.call('characterize_change', { prometheus_query: 'latency', ...window })
    expect(text).toMatch(
      /^watch: the mean of 4 series stepped since .*: \d+\.?\d* → 1[45].*lasts still, confidence high/,
    )
    const onset = (data.change as { onset: { time: number } }).onset
    expect(Math.abs(onset.time - at(900))).toBeLessThanOrEqual(30)
    const labels = (data.moved as { labels: { label: string; values: { value: string; share: number }[] }[] }).labels
    const pod = labels.find(({ label }) => label === 'pod')
    expect(pod?.values[0]).toMatchObject({ value: 'b', share: expect.closeTo(1, 1) })
    expect(text).toMatch(/by pod: "b" 2\.\d+ → 7\.\d+, (9\d|100|101) % of the change/)
  })

  test('of what did not change it says so', async () => {
    const { text } = await server.call('characterize_change', { prometheus_query: 'calm', ...window })
    expect(text).toMatch(/^ok: the series did not change/)
  })
})

describe('rank_changes', () => {
  test('puts the series that changed first, and counts the others as within chance', async () => {
    const input = { prometheus_query: 'latency', at: String(at(900)), ...window }
    const { text, data } = await server.call('rank_changes', input)
    expect(text).toMatch(/^watch: 1 of 4 series changed .*most pod="b": (9\.\d+|10\.?\d*) → (29\.\d+|30\.?\d*)/)
    expect((data.ranked as { changed: boolean }[]).map(({ changed }) => changed)).toEqual([true, false, false, false])
  })

  test('compares with an earlier window of PromQL', async () => {
    const { text } = await server.call('rank_changes', {
      prometheus_query: 'latency',
      duration: '1h',
      step: '15s',
      offset: '3h',
    })
    expect(text).toMatch(/^watch: \d of 4 series changed \(against 3h earlier\); most pod="b"/)
  })

  test('a split outside the window is refused', async () => {
    const { text, isError } = await server.call('rank_changes', { prometheus_query: 'latency', at: '20h', ...window })
    expect(isError).toBe(true)
    expect(text).toContain('give an at between')
  })
})

describe('forecast', () => {
  test('says when a limit is reached, at the earliest and at the latest', async () => {
    const input = { prometheus_query: 'filling', limit: 80, horizon: '6h', ...window }
    const { text, data } = await server.call('forecast', input)
    expect(text).toMatch(/^watch: 1 series will be above 80: .*expected \d{4}-/)
    const [{ crossing } = { crossing: undefined }] = data.forecasts as { crossing: { time: number } }[]
    // It grows by 1 in 15 minutes, from 50 to 74 by now.
    expect(crossing?.time ?? 0).toBeGreaterThan(server.end + 3600)
    expect(crossing?.time ?? 0).toBeLessThan(server.end + 2 * 3600)
  })

  test('without a limit nothing judges what comes, and beyond it already is said so', async () => {
    expect((await server.call('forecast', { prometheus_query: 'filling', horizon: '1h', ...window })).text).toMatch(
      /^unknown: /,
    )
    const beyond = await server.call('forecast', { prometheus_query: 'filling', horizon: '1h', limit: 60, ...window })
    expect(beyond.text).toMatch(/^degraded: .*already/)
  })
})

describe('correlate', () => {
  test('finds which one follows, and by how long', async () => {
    const input = { prometheus_query: 'cause', with_prometheus_query: 'effect', maximum_lag: '5m', ...window }
    const { text, data } = await server.call('correlate', input)
    expect(data).toMatchObject({ pairs: [{ related: true, lag_seconds: 120 }] })
    expect(text).toContain('b follows by 120 s')
  })

  test('noise is not related to noise, and what does not move cannot be', async () => {
    for (const other of ['spiky', 'flat']) {
      const { data } = await server.call('correlate', {
        prometheus_query: 'calm',
        with_prometheus_query: other,
        ...window,
      })
      expect(data).toMatchObject({ pairs: [{ related: false }] })
    }
  })

  test('needs two queries', async () => {
    expect((await server.call('correlate', { prometheus_query: 'calm' })).text).toContain('these are not two')
  })
})
