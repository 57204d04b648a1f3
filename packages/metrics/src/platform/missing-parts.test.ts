import { AppError } from '@ocp-perf/errors'
import { expect, test } from 'vitest'
import { instantFrame } from '../testing/fake-source.ts'
import { folderWith } from '../testing/folder.ts'
import { lab } from '../testing/lab.ts'
import { loadProfiles } from './profiles.ts'

const evidence = instantFrame([[{}, 1]])
const machines = [{ job: 'node' }]
const withEvidence: Parameters<typeof lab>[0] = { jobs: machines, instant: [['kubernetes_build_info', evidence]] }

const missingIn = async (options: Parameters<typeof lab>[0]) => (await lab(options)).platform.missing('apiserver')

test('a part is missing where evidence says so, with the place to say otherwise', async () => {
  expect(await missingIn(withEvidence)).toBe(
    'this cluster has no API servers: no target has job=~"(kube-)?apiserver" (another name? set selectors.apiserver in clusters.yaml)',
  )
})

test.each<[string, Parameters<typeof lab>[0]]>([
  ['without evidence', { jobs: machines }],
  [
    'where the evidence could not be read',
    { jobs: machines, instant: [['kubernetes_build_info', new AppError('timeout', 'slow')]] },
  ],
  [
    'that has a target, even one that is down',
    { ...withEvidence, jobs: [...machines, { job: 'apiserver', up: false }] },
  ],
  ['that the user selects', { ...withEvidence, selectors: { apiserver: { job: 'front' } } }],
  [
    'of a recording, which may have been taken without it',
    { ...withEvidence, recording: { name: 'dump', start: 0, end: 1_790_000_000 } },
  ],
  ['that the profile does not call optional', { ...withEvidence, profile: 'kubernetes' }],
])('a part %s is not known to be missing', async (_, options) => {
  expect(await missingIn(options)).toBeUndefined()
})

test('what is measured of a missing part is not asked for, and no gap', async () => {
  const { collector, source } = await lab({ jobs: machines, instant: [['etcd_server_has_leader', evidence]] })
  const { panel, inapplicable, lacking } = await collector.group('etcd/fsync', {})
  expect(source.asked.range).toEqual([])
  expect(panel.metrics[0]).toMatchObject({
    verdict: 'no_data',
    reason: expect.stringMatching(/^this cluster has no etcd/),
  })
  expect([...inapplicable]).toEqual(['fsync_p99'])
  expect(lacking.get('fsync_p99')).toBe(panel.metrics[0]?.reason)
})

test('what is quiet or newer is missed without being of a missing part', async () => {
  const { collector } = await lab({})
  const { inapplicable, lacking } = await collector.group(['etcd/newer', 'etcd/calls', 'etcd/pods'], {})
  expect([...inapplicable]).toEqual(['newer_p99', 'calls_p99', 'pods_cpu'])
  expect([...lacking]).toEqual([['pods_cpu', 'Bare etcd and node_exporter has no kubelet to measure']])
})

test('a part must be of selectors that the profile has', () => {
  const profile = (part: string) =>
    `id: a\ntitle: A\npriority: 1\ndetect: { job: a }\nselectors: { x: { job: a } }\nlabels: {}\nparts: [${part}]\n`
  const part = '{ title: Y, selectors: [y], missing: group(up) }'
  expect(() => loadProfiles(folderWith({ 'profiles/a.yml': profile(part) }))).toThrow(
    /field parts: there is no selector y/,
  )
})
