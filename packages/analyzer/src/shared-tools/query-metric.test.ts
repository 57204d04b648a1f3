import type { AppError } from '@ocp-perf/errors'
import { afterEach, expect, test } from 'vitest'
import { type FakePrometheus, startFakePrometheus, testContext } from '../testing/index.ts'
import queryMetric from './query-metric.ts'

const started: FakePrometheus[] = []
afterEach(async () => {
  for (const fake of started.splice(0)) await fake.close()
})

type Only = Record<string, string[]>

async function ask(only: Only, { profile, metric = 'etcd_wal_fsync_p99' }: { profile?: string; metric?: string } = {}) {
  const fake = await startFakePrometheus()
  started.push(fake)
  const context = testContext({ url: fake.url, clusters: [{ name: 'lab', profile }] })
  const input = queryMetric.input.parse({ metric, only, duration: '15m' })
  const answer = await queryMetric.run(input, context, new AbortController().signal, { progress: () => {} }).then(
    (panel) => ({ panel, error: undefined }),
    (error: AppError) => ({ panel: undefined, error }),
  )
  return { ...answer, ranges: fake.requests.filter(({ path }) => path === '/api/v1/query_range') }
}

test('rows are kept by a key of the metric', async () => {
  const { panel } = await ask({ member: ['m2'] })
  expect(panel?.metrics[0]?.rows.map(({ labels }) => labels.member)).toEqual(['m2'])
})

test('a key that no row has is refused with the one that was meant, and nothing is asked', async () => {
  const { error, ranges } = await ask({ membr: ['m2'] })
  expect(error).toMatchObject({ code: 'invalid_input', hint: expect.stringMatching(/mean member\?.*has member\b/) })
  expect(ranges).toEqual([])
  expect((await ask({ member: ['m2'], xyz: ['a'] })).error).toMatchObject({
    code: 'invalid_input',
    message: expect.stringContaining('"xyz"'),
    hint: expect.not.stringContaining('mean'),
  })
})

test('a key that a lookup adds is taken where its table is filled, and refused where nothing fills it', async () => {
  expect((await ask({ nod: ['nope'] }, { profile: 'openshift' })).error?.hint).toMatch(/mean node\?/)
  expect((await ask({ node: ['nope'] }, { profile: 'openshift' })).panel).toMatchObject({ verdict: 'no_data' })
  expect((await ask({ node: ['m1'] }, { profile: 'standalone' })).error).toMatchObject({ code: 'invalid_input' })
})

test('a metric that is keyed by something else says by what', async () => {
  const { error } = await ask({ member: ['m1'] }, { metric: 'cluster_infrastructure', profile: 'openshift' })
  expect(error?.hint).toContain('has type')
})

test('a key name is repeated no longer than it takes to find it', async () => {
  const { error } = await ask({ ['k'.repeat(5000)]: ['v'] })
  expect(error?.code).toBe('invalid_input')
  expect(error?.message.length).toBeLessThan(300)
})

test('the size of a filter is bounded', () => {
  const accepts = (only: Only) => queryMetric.input.safeParse({ metric: 'x', only }).success
  const keys = (count: number) => Object.fromEntries(Array.from({ length: count }, (_, index) => [`k${index}`, ['v']]))
  expect(accepts(keys(5))).toBe(true)
  expect(accepts(keys(6))).toBe(false)
  expect(accepts({ member: Array<string>(50).fill('v') })).toBe(true)
  expect(accepts({ member: Array<string>(51).fill('v') })).toBe(false)
  expect(accepts({ member: ['v'.repeat(253)] })).toBe(true)
  expect(accepts({ member: ['v'.repeat(254)] })).toBe(false)
})
