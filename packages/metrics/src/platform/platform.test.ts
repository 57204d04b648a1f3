import { AppError } from '@ocp-perf/errors'
import { describe, expect, test } from 'vitest'
import { fakeSource, instantFrame, targetsFrame } from '../testing/fake-source.ts'
import { shippedProfiles } from '../testing/shipped-config.ts'
import { detectPlatform } from './platform.ts'

const openshift = targetsFrame([
  { job: 'etcd', namespace: 'openshift-etcd' },
  { job: 'node-exporter', namespace: 'openshift-monitoring', interval: 15 },
  { job: 'kubelet', namespace: 'kube-system' },
])
const peers = instantFrame([
  [{ server_id: '8e9e05c52164694d', pod: 'etcd-master-0' }, 1],
  [{ server_id: '91bc3c398fb3c146', pod: 'etcd-master-1' }, 1],
])
const pods = instantFrame([[{ pod: 'etcd-master-0', node: 'master-0' }, 1]])
const roles = instantFrame([[{ node: 'master-0', role: 'control-plane' }, 1]])
const instant = [
  ['count_over_time(up', openshift],
  ['etcd_server_id', peers],
  ['kube_pod_info', pods],
  ['kube_node_role', roles],
] as const

/** Lets work in the background finish. */
const settled = () => new Promise((resolve) => setImmediate(resolve))

async function openshiftPlatform(names: readonly string[] | AppError = ['up', 'etcd_a']) {
  let time = 1000
  const source = fakeSource({ instant, names })
  const platform = await detectPlatform({ source, profiles: shippedProfiles, now: () => time })
  const later = async (seconds: number) => {
    time += seconds
    const view = platform.view()
    await settled()
    return view
  }
  return { source, platform, later }
}

describe('what is known of a platform', () => {
  test('how long samples are kept, where the source says so', async () => {
    const keptSeconds = async (retention: number | null | AppError) =>
      (await detectPlatform({ source: fakeSource({ instant, names: ['up'], retention }), profiles: shippedProfiles }))
        .keptSeconds
    expect(await keptSeconds(1_296_000)).toBe(1_296_000)
    expect(await keptSeconds(null)).toBeUndefined()
    expect(await keptSeconds(new AppError('not_found', 'Thanos has no such route'))).toBeUndefined()
  })

  test('profile, scrape intervals and targets', async () => {
    const { platform } = await openshiftPlatform()
    expect(platform.profile.id).toBe('openshift')
    expect(platform.interval('etcd')).toBe(30)
    expect(platform.interval('node')).toBe(15)
    expect(platform.interval('ovnk')).toBe(30)
    expect([platform.targets('etcd'), platform.targets('ovnk'), platform.targets('nonsense')]).toEqual([
      'up',
      'none',
      'none',
    ])
  })

  test('a peer’s id becomes its member and a member gets its node', async () => {
    const { platform } = await openshiftPlatform()
    expect(platform.label({ member: 'etcd-master-0', peer: '91bc3c398fb3c146' })).toEqual({
      member: 'etcd-master-0',
      node: 'master-0',
      peer: 'etcd-master-1',
    })
    expect(platform.label({ peer: 'unknown' })).toEqual({ peer: 'unknown' })
  })

  test('a table that is only asked for by name widens no row', async () => {
    const { platform } = await openshiftPlatform()
    expect(platform.table('node', 'role')).toEqual(new Map([['master-0', 'control-plane']]))
    expect(platform.table('member', 'node')).toEqual(new Map([['etcd-master-0', 'master-0']]))
    expect(platform.label({ node: 'master-0' })).toEqual({ node: 'master-0' })
  })

  test('detection takes two round trips, and asks for each thing once', async () => {
    const { source } = await openshiftPlatform()
    expect(source.asked.instant).toHaveLength(10)
    expect(source.asked.names).toBe(1)
  })

  test('which metrics exist, as long as that is fresh', async () => {
    const { platform, later } = await openshiftPlatform()
    expect([platform.has('etcd_a'), platform.has('etcd_b')]).toEqual([true, false])
    const view = await later(31)
    expect([view.has('etcd_a'), view.has('etcd_b')]).toEqual([true, undefined])
    expect(platform.has('etcd_b')).toBe(false)
  })

  test('a source that lists no names leaves presence open', async () => {
    const { platform } = await openshiftPlatform(new AppError('forbidden', 'no'))
    expect(platform.has('etcd_a')).toBeUndefined()
    expect((await openshiftPlatform([])).platform.has('etcd_a')).toBeUndefined()
  })
})

describe('an aging platform', () => {
  test('answers from what it knows and reads anew behind the scenes', async () => {
    const { source, later } = await openshiftPlatform()
    await later(200)
    expect(source.asked.instant).toHaveLength(10)
    await later(101)
    expect(source.asked.instant).toHaveLength(20)
    await later(1)
    expect(source.asked.instant).toHaveLength(20)
  })

  test('reads anew once, however many ask at the same time', async () => {
    const { source, platform, later } = await openshiftPlatform()
    await later(301)
    expect(source.asked.instant).toHaveLength(20)
    for (let call = 0; call < 5; call++) platform.view()
    await settled()
    expect(source.asked.instant).toHaveLength(20)
  })

  test('is read anew sooner while a target is too young to tell its interval', async () => {
    let time = 1000
    const young = instantFrame([
      [{ job: 'etcd', seen: 'up' }, 1],
      [{ job: 'etcd', seen: '595' }, 2],
    ])
    const source = fakeSource({ instant: [['count_over_time(up', young]] })
    const platform = await detectPlatform({ source, profiles: shippedProfiles, now: () => time })
    expect(platform.interval('etcd')).toBe(30)
    time += 31
    platform.view()
    await settled()
    expect(source.asked.instant.filter((query) => query.includes('count_over_time(up'))).toHaveLength(2)
  })

  test('keeps what it knows while the source is down, and does not hammer it', async () => {
    let time = 1000
    let down = false
    let calls = 0
    const healthy = fakeSource({ instant, names: ['up'] })
    const source = {
      ...healthy,
      instant: async (query: string) => {
        calls++
        if (down) throw new AppError('unreachable', 'gone')
        return await healthy.instant(query)
      },
    }
    const platform = await detectPlatform({ source, profiles: shippedProfiles, now: () => time })
    down = true
    const before = calls
    for (let step = 0; step < 5; step++) {
      time += step === 0 ? 301 : 1
      expect(platform.view().profile.id).toBe('openshift')
      await settled()
    }
    expect(calls).toBe(before + 1)
    await expect(platform.refresh()).rejects.toMatchObject({ code: 'unreachable' })
    expect(platform.interval('node')).toBe(15)
  })
})

test('a lookup that fails once takes no name away that was known', async () => {
  let time = 1000
  let refused = false
  const healthy = fakeSource({ instant, names: ['up'] })
  const source = {
    ...healthy,
    instant: async (query: string) => {
      if (refused && query.includes('kube_pod_info')) throw new AppError('timeout', 'slow')
      return await healthy.instant(query)
    },
  }
  const platform = await detectPlatform({ source, profiles: shippedProfiles, now: () => time })
  refused = true
  time += 301
  await platform.refresh()
  expect(platform.label({ member: 'etcd-master-0' })).toEqual({ member: 'etcd-master-0', node: 'master-0' })
})

test('names are those of all that the source keeps, since a window may lie in the past', async () => {
  const windows: unknown[] = []
  const source = {
    ...fakeSource({ instant }),
    labelValues: async (_: string, window: unknown) => {
      windows.push(window)
      return ['up']
    },
  }
  await detectPlatform({ source, profiles: shippedProfiles })
  expect(windows).toEqual([{ start: 0 }])
})

describe('detection fails with the source’s own error', () => {
  test.each(['unreachable', 'unauthorized', 'forbidden', 'timeout'] as const)('%s', async (code) => {
    const source = fakeSource({ instant: [['count_over_time(up', new AppError(code, 'no')]] })
    await expect(detectPlatform({ source, profiles: shippedProfiles })).rejects.toMatchObject({ code })
  })

  test('or with not_found where no profile fits', async () => {
    const source = fakeSource({ instant: [['count_over_time(up', targetsFrame([{ job: 'web' }])]] })
    await expect(detectPlatform({ source, profiles: shippedProfiles })).rejects.toMatchObject({ code: 'not_found' })
  })

  test('and an abort passes as it is', async () => {
    const signal = AbortSignal.abort()
    await expect(detectPlatform({ source: fakeSource(), profiles: shippedProfiles, signal })).rejects.toMatchObject({
      name: 'AbortError',
    })
  })

  test('but a lookup that is refused only leaves ids as they are', async () => {
    const source = fakeSource({
      instant: [
        ['count_over_time(up', openshift],
        ['kube_pod_info', new AppError('forbidden', 'no')],
      ],
    })
    const platform = await detectPlatform({ source, profiles: shippedProfiles })
    expect(platform.label({ member: 'etcd-master-0' })).toEqual({ member: 'etcd-master-0' })
  })
})
