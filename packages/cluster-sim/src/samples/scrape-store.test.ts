import { type LabelMatcher, labelsKey, type MatchOperator } from '@ocp-perf/promql'
import { createMemoryStore, isStale, type StoredSeries, type TimeSpan } from '@ocp-perf/promql-engine'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { Family } from './family.ts'
import { createScrapeStore } from './scrape-store.ts'
import { bounds, commits, elections, outage, restart, smallStart, smallWorld } from './testing/small-world.ts'

const always: TimeSpan = { from: Number.NEGATIVE_INFINITY, to: Number.POSITIVE_INFINITY }
const end = smallStart + 3600
const storeAt = (time: number) => createScrapeStore(smallWorld, { now: () => time })
const whole = await storeAt(end).select([], always)
const reference = createMemoryStore(whole)

const named = (name: string): LabelMatcher => ({ label: '__name__', op: '=', value: name })
const of = (name: string, instance: string) =>
  whole.find(({ labels }) => labels.__name__ === name && labels.instance === instance)
const bytesOf = ({ buffer, byteOffset, byteLength }: Float64Array) =>
  Buffer.from(buffer, byteOffset, byteLength).toString('base64')
/** Equal when all is, to the bit. */
const plain = (series: readonly StoredSeries[]) =>
  series.map(({ labels, times, values }) => `${labelsKey(labels)} ${bytesOf(times)} ${bytesOf(values)}`)
/** Samples with their seconds after the start. */
const samplesOf = (series: StoredSeries | undefined) =>
  [...(series?.times ?? [])].map((time, index) => ({
    at: time / 1000 - smallStart,
    value: series?.values[index] ?? Number.NaN,
    stale: series !== undefined && isStale(series.values, index),
  }))

const matchers = fc.array(
  fc.record({
    label: fc.constantFrom('__name__', 'instance', 'le', 'verb', 'Disk', 'empty'),
    op: fc.constantFrom<MatchOperator>('=', '!=', '=~', '!~'),
    value: fc.constantFrom(
      '',
      'up',
      'requests_total',
      'ALERTS|elections_total',
      'backup_running',
      'commit_seconds_.*',
      'a:1',
      'b:1|c:1',
      '.+',
      '0.512',
      '\\+Inf',
      'put',
    ),
  }),
  { maxLength: 3 },
)
const moment = fc.double({ min: -100, max: 3700, noNaN: true }).map((seconds) => (smallStart + seconds) * 1000)
const span = fc.oneof(fc.constant(always), fc.record({ from: moment, to: moment }))

test('whatever is asked in whatever order, the answer is that of a memory store with all samples', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(fc.tuple(matchers, span), { minLength: 1, maxLength: 4 }), async (queries) => {
      const store = storeAt(end)
      for (const [wanted, within] of queries) {
        expect(plain(await store.select(wanted, within))).toEqual(plain(await reference.select(wanted, within)))
        const [sets, expected] = [await store.labelSets(wanted, within), await reference.labelSets(wanted, within)]
        expect(sets.map(labelsKey)).toEqual(expected.map(labelsKey))
      }
    }),
    { numRuns: 40 },
  )
})

test('as time goes on samples are added, and none changes', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(moment, { minLength: 1, maxLength: 6 }), matchers, async (moments, wanted) => {
      let now = 0
      const store = createScrapeStore(smallWorld, { now: () => now / 1000 })
      for (now of moments.sort((a, b) => a - b)) {
        const until = { from: always.from, to: Math.min(now, end * 1000) }
        expect(plain(await store.select(wanted, { ...always, to: until.to }))).toEqual(
          plain(await reference.select(wanted, until)),
        )
      }
    }),
    { numRuns: 30 },
  )
})

test('another seed gives other samples', async () => {
  const other = createScrapeStore({ ...smallWorld, seed: 'other' }, { now: () => end })
  const [series] = await other.select([named('memory_bytes')], always)
  expect(plain(series ? [series] : [])).not.toEqual(
    plain(whole.filter(({ labels }) => labels.__name__ === 'memory_bytes').slice(0, 1)),
  )
})

test('the span is from the start of the world to the last scrape', () => {
  expect(storeAt(smallStart - 1).span()).toBeUndefined()
  const { to = 0 } = storeAt(end).span() ?? {}
  expect(to).toBe(reference.span()?.to)
  expect(storeAt(end).span()?.from).toBe(smallStart * 1000)
})

test('a series has the labels of its target, which win, and none that is empty', () => {
  expect(of('requests_total', 'a:1')?.labels).toEqual({
    __name__: 'requests_total',
    instance: 'a:1',
    job: 'etcd',
    verb: 'get',
  })
  expect(Object.keys(of('memory_bytes', 'a:1')?.labels ?? {})).toEqual(['__name__', 'instance', 'job'])
})

test('a histogram has a bucket for each bound as Prometheus writes it, and more in each than in the one before', () => {
  const buckets = whole.filter(({ labels }) => labels.__name__ === 'commit_seconds_bucket' && labels.instance === 'b:1')
  const byBound = buckets.toSorted((a, b) => boundOf(a) - boundOf(b))
  expect(byBound.map(({ labels }) => labels.le).join(' ')).toBe(
    '0.001 0.002 0.004 0.008 0.016 0.032 0.064 0.128 0.256 0.512 1.024 2.048 4.096 8.192 +Inf',
  )
  for (const [place, { values }] of byBound.entries()) {
    const lower = byBound[place - 1]?.values
    const fits = values.every((value, index) => {
      return isStale(values, index) || (Number.isInteger(value) && value >= (lower?.[index] ?? 0))
    })
    expect(fits).toBe(true)
  }
  const [all, count] = [byBound.at(-1), of('commit_seconds_count', 'b:1')]
  expect(all && bytesOf(all.values)).toBe(count && bytesOf(count.values))
})

const boundOf = ({ labels }: StoredSeries) => (labels.le === '+Inf' ? Number.POSITIVE_INFINITY : Number(labels.le))

test('a counter never falls but where its process was started, and begins at 0 there', () => {
  const counters = whole.filter(
    ({ labels }) => /_total|_bucket|_count|_sum/.test(labels.__name__ ?? '') && labels.born !== 'late',
  )
  const falls = counters.flatMap((series) => {
    const samples = samplesOf(series).filter(({ stale }) => !stale)
    return samples.flatMap(({ at, value }, index) =>
      value < (samples[index - 1]?.value ?? 0) ? { series, at, value } : [],
    )
  })
  const restarted = counters.filter(({ labels }) => labels.instance === 'b:1')
  expect(falls.map(({ series }) => series)).toEqual(restarted)
  for (const { at, value } of falls) {
    expect(at - restart).toBeGreaterThanOrEqual(0)
    expect(at - restart).toBeLessThan(15.1)
    expect(value).toBeLessThan(16 * 260)
  }
})

test('a scrape without an answer leaves `up` 0 and nothing else, and the first one marks all other series stale', () => {
  const ups = samplesOf(of('up', 'b:1'))
  const away = ups.filter(({ at }) => at >= outage.from && at < outage.to)
  expect(away.map(({ value }) => value)).toEqual(away.map(() => 0))
  expect(ups.filter(({ value }) => value === 0)).toEqual(away)
  for (const name of ['memory_bytes', 'requests_total', 'commit_seconds_sum', 'scrape_duration_seconds']) {
    const samples = samplesOf(of(name, 'b:1'))
    expect(samples.filter(({ stale }) => stale).map(({ at }) => at)).toEqual([away[0]?.at])
    expect(samples).toHaveLength(ups.length - away.length + 1)
  }
  expect(of('up', 'c:1')).toBeDefined()
  expect(of('memory_bytes', 'c:1')).toBeUndefined()
})

test('a series that is not exposed has no samples, and is stale in the first scrape without it', () => {
  const samples = samplesOf(of('backup_running', 'b:1'))
  const exposed = (at: number) => Math.floor((smallStart + at) / 80) % 2 === 0 && !(at >= outage.from && at < outage.to)
  expect(samples.filter(({ stale }) => !stale).every(({ at, value }) => exposed(at) && value === 1)).toBe(true)
  const scrapes = samplesOf(of('up', 'b:1')).map(({ at }) => at)
  expect(samples.filter(({ stale }) => stale).map(({ at }) => at)).toEqual(
    scrapes.filter((at, index) => !exposed(at) && exposed(scrapes[index - 1] ?? outage.from)),
  )
})

test('single events count from the start of the process, and those of a series that they bring into being show it', () => {
  const [early, late] = ['early', 'late'].map((born) =>
    samplesOf(whole.find(({ labels }) => labels.born === born && labels.instance === 'b:1')),
  )
  const counted = (at: number) =>
    elections.filter((event) => event <= at && event > (at < restart ? 0 : restart)).length
  const answered = early?.filter(({ stale }) => !stale) ?? []
  expect(answered.map(({ value }) => value)).toEqual(answered.map(({ at }) => counted(at)))
  expect(late?.filter(({ stale }) => !stale)).toEqual(answered.filter(({ at }) => counted(at) > 0))
})

test('labels of a series win where a target tells of others, and rules have no target', () => {
  const labelsOf = (name: string) => whole.filter(({ labels }) => labels.__name__ === name).map(({ labels }) => labels)
  expect(labelsOf('pod_info')).toEqual([{ __name__: 'pod_info', instance: 'of the pod' }])
  expect(labelsOf('ALERTS')).toEqual([{ __name__: 'ALERTS', alertname: 'Often' }])
  expect(labelsOf('up').map(({ instance }) => instance)).toEqual(['a:1', 'b:1', 'c:1', 'd:1'])
})

test('series of one target share a column of times', () => {
  expect(of('memory_bytes', 'a:1')?.times).toBe(of('commit_seconds_count', 'a:1')?.times)
  expect(of('memory_bytes', 'a:1')?.times).toBe(of('up', 'a:1')?.times)
})

test('what Prometheus writes of a scrape is there', () => {
  expect(of('scrape_samples_scraped', 'a:1')?.values[0]).toBe(1 + 2 + 2 + 1 + 1 + 17)
  expect(of('scrape_duration_seconds', 'a:1')?.values[0]).toBe(0.02)
})

test('metadata is that of the families', () => {
  expect(storeAt(end).metadata().get('commit_seconds')).toEqual({ type: 'histogram', help: 'Commits.', unit: '' })
  expect(storeAt(end).metadata().get('memory_bytes')).toEqual({ type: 'gauge', help: 'Memory.', unit: 'bytes' })
})

test('series are listed once, and only those of the names that are asked for', async () => {
  const listed: string[] = []
  const families = ['commit_seconds', 'sync_seconds'].map((name): Family => {
    const series = () => {
      listed.push(name)
      return [{ labels: {}, rate: () => 1, latency: () => [commits], bounds }]
    }
    return { name, help: '', type: 'histogram', series }
  })
  const targets = smallWorld.targets.slice(0, 1).map((target) => ({ ...target, families }))
  const store = createScrapeStore({ ...smallWorld, targets }, { now: () => end })
  await store.select([named('up')], always)
  expect(listed).toEqual([])
  await store.select([named('commit_seconds_bucket')], always)
  await store.select([named('commit_seconds_bucket')], always)
  await store.select([named('commit_seconds_sum')], always)
  expect(listed).toEqual(['commit_seconds'])
})

test('an abort stops the work in the middle', async () => {
  const controller = new AbortController()
  const selecting = storeAt(smallStart + 7 * 86_400).select([], always, controller.signal)
  controller.abort()
  await expect(selecting).rejects.toThrow(/abort/)
})

test('an abort and a bad regular expression reject', async () => {
  const store = storeAt(end)
  await expect(store.select([], always, AbortSignal.abort())).rejects.toThrow(/abort/)
  await expect(store.labelSets([], always, AbortSignal.abort())).rejects.toThrow(/abort/)
  await expect(store.select([{ label: 'job', op: '=~', value: '(' }], always)).rejects.toMatchObject({
    code: 'bad_query',
  })
})
