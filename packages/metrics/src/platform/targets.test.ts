import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { instantFrame, targetsFrame } from '../testing/fake-source.ts'
import { countedRanges, estimateInterval, readTargets, targetsOf } from './targets.ts'

const counts = (pairs: Record<number, number>) => new Map(Object.entries(pairs).map(([k, v]) => [Number(k), v]))

describe('the scrape interval', () => {
  test.each([
    ['a usual target', { 595: 20, 295: 10, 115: 4, 55: 2 }, 30],
    ['a fast one', { 595: 300, 295: 150, 115: 60, 55: 30 }, 2],
    ['one that is two minutes old', { 595: 24, 295: 24, 115: 24, 55: 12 }, 5],
    ['a 30 s target that is two minutes old', { 595: 4, 295: 4, 115: 4, 55: 2 }, 30],
    ['one that missed a few scrapes', { 595: 17, 295: 10, 115: 4, 55: 2 }, 30],
    ['a slow one', { 595: 5, 295: 2, 115: 1 }, 120],
    ['an odd one', { 595: 15, 295: 7, 115: 3, 55: 1 }, 40],
    ['too few scrapes to tell', { 595: 2, 295: 1 }, 30],
    ['no count at all', {}, 30],
    ['a count that is not a number', { 595: Number.NaN }, 30],
  ])('of %s', (_, seen, interval) => {
    expect(estimateInterval(counts(seen))).toBe(interval)
  })

  test('is found for any usual one, however young the target', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(1, 2, 5, 10, 15, 30, 60),
        fc.integer({ min: 4, max: 600 }),
        fc.double({ min: 0, max: 1, noNaN: true, maxExcluded: true }),
        (interval, age, phase) => {
          const times = Array.from({ length: age }, (_, index) => (index + phase) * interval)
          const seen = counts(
            Object.fromEntries(countedRanges.map((range) => [range, times.filter((time) => time <= range).length])),
          )
          const found = estimateInterval(seen)
          expect(found).toBeGreaterThanOrEqual(interval * 0.8)
          // One that is younger than a few scrapes of the shortest range looks slower than it is.
          if (age * interval >= 600) expect(found).toBeLessThanOrEqual(interval * 1.25)
        },
      ),
      { numRuns: 100 },
    )
  })
})

test('targets are read by job and namespace, with whether any is up', () => {
  const targets = readTargets(
    targetsFrame([
      { job: 'etcd', namespace: 'openshift-etcd' },
      { job: 'node-exporter', namespace: 'openshift-monitoring', interval: 15, up: false },
      { job: 'bare' },
    ]),
  )
  expect(targets).toEqual([
    { job: 'etcd', namespace: 'openshift-etcd', up: true, interval: 30, young: false },
    { job: 'node-exporter', namespace: 'openshift-monitoring', up: false, interval: 15, young: false },
    { job: 'bare', namespace: '', up: true, interval: 30, young: false },
  ])
  expect(readTargets(instantFrame([]))).toEqual([])
})

test('a target that was scraped for a short time only is young', () => {
  const counts = [
    ['595', 10],
    ['295', 10],
    ['115', 10],
    ['55', 5],
  ] as const
  const frame = instantFrame(counts.map(([seen, scrapes]) => [{ job: 'etcd', seen }, scrapes]))
  expect(readTargets(frame)).toEqual([{ job: 'etcd', namespace: '', up: false, interval: 10, young: true }])
})

test('a selector means targets by job and namespace; its other labels are not known here', () => {
  const targets = readTargets(targetsFrame([{ job: 'kubelet', namespace: 'kube-system' }, { job: 'crio' }]))
  const jobs = (matchers: Record<string, string>) => targetsOf(matchers, targets).map(({ job }) => job)
  expect(jobs({ job: 'kubelet', metrics_path: '/metrics/cadvisor' })).toEqual(['kubelet'])
  expect(jobs({ job: '~kubelet|crio' })).toEqual(['kubelet', 'crio'])
  expect(jobs({ job: 'kubelet', namespace: 'default' })).toEqual([])
})
