import fc from 'fast-check'
import { expect, test } from 'vitest'
import { clusterConfigSchema } from '../config.ts'
import { clusterOfFile } from './cluster-of-file.ts'

test.each([
  ['/data/fsync-m2.om.gz', 'fsync-m2'],
  ['/data/must-gather.local.123/', 'must-gather.local.123'],
  ['/data/must-gather.tar.gz', 'must-gather'],
  ['/data/Kunde Österreich (prod).openmetrics', 'Kunde-sterreich-prod'],
  ['/data/.gz', 'dump'],
  ['/', 'dump'],
  ['/data/../../..om', 'dump'],
])('the dump %s is the cluster %s', (path, name) => {
  expect(clusterOfFile(path, {})).toMatchObject({ name, file: expect.stringMatching(/^\//) })
})

test('any file has a name that a cluster may have', () => {
  fc.assert(
    fc.property(fc.string(), (path) => {
      const { name } = clusterOfFile(`x/${path}`, {})
      return clusterConfigSchema.safeParse({ name }).success && name.length <= 60
    }),
    { numRuns: 50 },
  )
})

test('a profile that the environment forces is forced on the dump too', () => {
  expect(clusterOfFile('a.om', { OCP_PERF_PROFILE: 'openshift' }).profile).toBe('openshift')
  expect(clusterOfFile('a.om', { OCP_PERF_PROFILE: ' ' }).profile).toBeUndefined()
})
