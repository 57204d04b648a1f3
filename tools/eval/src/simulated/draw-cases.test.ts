import { loadScenarios } from '@ocp-perf/cluster-sim'
import { locateConfig } from '@ocp-perf/metrics'
import { expect, test } from 'vitest'
import { drawCases } from './draw-cases.ts'

const { all } = loadScenarios(locateConfig({}, import.meta.url))

test('the same seed draws the same cases, another seed others', () => {
  expect(drawCases(30, 'a', all, 'etcd')).toEqual(drawCases(30, 'a', all, 'etcd'))
  expect(drawCases(30, 'a', all, 'etcd')).not.toEqual(drawCases(30, 'b', all, 'etcd'))
})

const domains = [...new Set(all.flatMap(({ domain }) => domain ?? []))]

test.each(domains)('no scenario of %s is left out, and none of another domain comes in', (domain) => {
  const drawn = drawCases(100, 'a', all, domain).map(({ scenario }) => scenario.id)
  const own = all.filter((scenario) => [domain, null].includes(scenario.domain))
  expect(new Set(drawn)).toEqual(new Set(own.map(({ id }) => id)))
})

test('one case in five is healthy, and each begins 10 to 45 minutes ago', () => {
  const cases = drawCases(100, 'a', all, 'etcd')
  expect(cases.filter(({ scenario }) => scenario.cause === null)).toHaveLength(20)
  for (const { begins, now } of cases) {
    expect(now - begins).toBeGreaterThanOrEqual(600)
    expect(now - begins).toBeLessThanOrEqual(2700)
  }
  const hours = new Set(cases.map(({ now }) => Math.floor((now % 86_400) / 3600)))
  expect(hours.size).toBeGreaterThan(18)
})
