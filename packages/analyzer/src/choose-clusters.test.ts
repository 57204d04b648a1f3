import { expect, test } from 'vitest'
import { chooseClusters } from './choose-clusters.ts'

const prometheus = { insecure: true, kubernetes_token: false, headers: {}, token: 'canary' }
const configured = { ...prometheus, url: 'https://prometheus.example/api' }
const cluster = (name: string, settings: typeof prometheus & { url?: string }) => ({
  name,
  prometheus: settings,
  selectors: {},
})

test('a name that is not configured is refused with those that are', () => {
  expect(() => chooseClusters([cluster('a', prometheus)], 'b', undefined)).toThrow(
    expect.objectContaining({ code: 'not_found', hint: 'Clusters are a.' }),
  )
})

test('a URL without a cluster it could belong to is refused', () => {
  expect(() => chooseClusters([cluster('a', configured)], undefined, 'http://localhost:9090')).toThrow(
    expect.objectContaining({ code: 'invalid_input', hint: expect.stringContaining('--cluster') }),
  )
})

test('a URL replaces the Prometheus of the chosen cluster alone', () => {
  const { clusters } = chooseClusters(
    [cluster('a', configured), cluster('b', configured)],
    'b',
    'http://localhost:9090',
  )
  expect(clusters.map(({ prometheus: { url } = {} }) => url)).toEqual([configured.url, 'http://localhost:9090'])
})

test('a token goes to the server it was configured for, and to no other that a flag names', () => {
  const tokenFor = (settings: typeof prometheus & { url?: string }, url: string) =>
    chooseClusters([cluster('a', settings)], 'a', url).clusters[0]?.prometheus
  expect(tokenFor(configured, 'https://elsewhere.example/api')).toMatchObject({ insecure: false })
  expect(tokenFor(configured, 'https://elsewhere.example/api')).not.toHaveProperty('token')
  expect(tokenFor(configured, 'https://prometheus.example/other')).toMatchObject({ token: 'canary' })
  expect(tokenFor(prometheus, 'http://localhost:9090')).toMatchObject({ token: 'canary' })
})
