import type { Labels } from '@ocp-perf/promql'
import { createEngineSource, createMemoryStore } from '@ocp-perf/promql-engine'
import { expect, test } from 'vitest'
import { shippedProfiles } from '../testing/shipped-config.ts'
import { detectPlatform } from './platform.ts'
import { readRecordedTargets } from './recorded-targets.ts'

const end = 1_790_000_000

/** A sample every `interval` seconds, over the last `seconds` of the recording. */
function sampled(labels: Labels, { interval = 30, seconds = 1200, value = 1 } = {}) {
  const count = Math.floor(seconds / interval)
  const times = Float64Array.from({ length: count }, (_, index) => (end - (count - 1 - index) * interval) * 1000)
  return { labels, times, values: new Float64Array(count).fill(value) }
}

function recorded(series: readonly ReturnType<typeof sampled>[]) {
  const recording = { name: 'the dump x.om', start: end - 1200, end }
  return createEngineSource({ store: createMemoryStore(series), recording })
}

const targetsOf = (series: readonly ReturnType<typeof sampled>[]) =>
  readRecordedTargets(recorded(series), { signal: undefined, timeoutMs: 1000, time: end })

test('without up, what left samples was up, and as often as it was scraped', async () => {
  const targets = await targetsOf([
    sampled({ __name__: 'a_total', job: 'etcd', instance: 'm1' }, { interval: 10 }),
    sampled({ __name__: 'b_total', job: 'etcd', instance: 'm1' }, { interval: 10 }),
    sampled({ __name__: 'b_total', job: 'etcd', instance: 'm1', code: 'born late' }, { interval: 10, seconds: 20 }),
    sampled({ __name__: 'any name \u2713', job: 'node', namespace: 'openshift-monitoring' }, { interval: 15 }),
  ])
  expect(targets).toEqual([
    { job: 'etcd', namespace: '', up: true, interval: 10, young: false },
    { job: 'node', namespace: 'openshift-monitoring', up: true, interval: 15, young: false },
  ])
})

test('up is believed where it is there, and other jobs stand beside it', async () => {
  const targets = await targetsOf([
    sampled({ __name__: 'up', job: 'etcd' }, { value: 0 }),
    sampled({ __name__: 'a_total', job: 'etcd' }),
    sampled({ __name__: 'b_total', job: 'node' }),
  ])
  expect(targets.map(({ job, up }) => [job, up])).toEqual([
    ['etcd', false],
    ['node', true],
  ])
})

test('a name that begins late says nothing against the others', async () => {
  const names = ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'h']
  const series = names.map((name) => sampled({ __name__: name, job: 'etcd' }, { seconds: name === 'a' ? 60 : 1200 }))
  expect(await targetsOf(series)).toEqual([{ job: 'etcd', namespace: '', up: true, interval: 30, young: false }])
})

test('what rules made of a target is not the target', async () => {
  expect(
    await targetsOf([
      sampled({ __name__: 'ALERTS', job: 'etcd', alertname: 'etcdMembersDown' }),
      sampled({ __name__: 'job:up:sum', job: 'etcd' }),
    ]),
  ).toEqual([])
})

test('a platform is found in a dump that was cut short before up', async () => {
  const source = recorded([
    sampled({ __name__: 'etcd_mvcc_put_total', job: 'etcd', instance: 'm1' }, { interval: 5 }),
    sampled({ __name__: 'etcd_mvcc_range_total', job: 'etcd', instance: 'm1' }, { interval: 5 }),
  ])
  const platform = await detectPlatform({ source, profiles: shippedProfiles })
  expect([platform.profile.id, platform.targets('etcd'), platform.interval('etcd')]).toEqual(['standalone', 'up', 5])
})

test('series without a job are said to be that', async () => {
  const source = recorded([sampled({ __name__: 'up', instance: 'm1' })])
  await expect(detectPlatform({ source, profiles: shippedProfiles })).rejects.toThrow(
    /last ten minutes hold no target with a job label$/,
  )
})
