import { describe, expect, test } from 'vitest'
import { completeChoice, findClusters } from './find-clusters.ts'

describe('what is meant', () => {
  const env = { OCP_PERF_FROM: 'env.om', OCP_PERF_CLUSTER: 'east', OCP_PERF_CONFIG: '/etc/perf' }

  test('is what the environment says where a command line says nothing: a dump before a cluster', () => {
    expect(completeChoice({}, env)).toEqual({ config: '/etc/perf', from: 'env.om' })
    expect(completeChoice({}, { ...env, OCP_PERF_FROM: '' })).toEqual({ config: '/etc/perf', cluster: 'east' })
  })

  test('is a flag before any variable, those of other flags included', () => {
    expect(completeChoice({ from: 'a.om' }, env)).toEqual({ config: '/etc/perf', from: 'a.om' })
    expect(completeChoice({ cluster: 'west' }, env)).toEqual({ config: '/etc/perf', cluster: 'west' })
    expect(completeChoice({ prometheusUrl: 'http://x' }, env)).toEqual({
      config: '/etc/perf',
      cluster: 'east',
      prometheusUrl: 'http://x',
    })
  })

  test('is a path of the folder that the command was given in, where this one has none of the name', () => {
    const relative = { OCP_PERF_FROM: 'env.om', OCP_PERF_CONFIG: 'perf', INIT_CWD: '/home/a' }
    expect(completeChoice({}, relative)).toEqual({ config: '/home/a/perf', from: '/home/a/env.om' })
    expect(completeChoice({ from: 'package.json' }, { INIT_CWD: '/home/a' }).from).toBe('package.json')
  })

  test('is the history beside the cluster of it that is meant, and is no path', () => {
    const folder = { INIT_CWD: '/home/a' }
    expect(completeChoice({ from: 'history', cluster: 'east' }, folder)).toEqual({ from: 'history', cluster: 'east' })
    expect(completeChoice({}, { ...folder, OCP_PERF_FROM: 'history', OCP_PERF_CLUSTER: 'east' })).toEqual({
      from: 'history',
      cluster: 'east',
    })
    expect(completeChoice({ cluster: 'east' }, { OCP_PERF_FROM: 'history' })).toEqual({
      from: 'history',
      cluster: 'east',
    })
    expect(completeChoice({ from: './history' }, folder).from).toBe('/home/a/history')
    expect(() => completeChoice({ from: 'history', prometheusUrl: 'http://x' }, {})).toThrow('--prometheus-url')
  })

  test.each([
    ['--prometheus-url', { prometheusUrl: 'http://x' }],
    ['--cluster', { cluster: 'east' }],
  ])('is not both a dump and %s', (flag, beside) => {
    expect(() => completeChoice({ from: 'a.om', ...beside }, {})).toThrow(
      expect.objectContaining({ code: 'invalid_input', message: expect.stringContaining(flag) }),
    )
  })
})

test('a dump is found without being looked for, so that a doctor can say what is wrong with its path', async () => {
  const { clusters, current } = await findClusters({ from: '/nowhere/gone.om' }, '/nowhere', {})
  expect(clusters).toEqual([expect.objectContaining({ name: 'gone', file: '/nowhere/gone.om' })])
  expect(current).toBe('gone')
})

test('without clusters.yaml the environment describes the only cluster', async () => {
  const env = { PROMETHEUS_URL: 'http://127.0.0.1:1' }
  const { clusters, current } = await findClusters({ prometheusUrl: 'http://127.0.0.1:2' }, '/nowhere', env)
  expect(clusters.map(({ name, prometheus }) => [name, prometheus?.url])).toEqual([['default', 'http://127.0.0.1:2']])
  expect(current).toBe('default')
})
