import { delimiter } from 'node:path'
import { expect, test } from 'vitest'
import { clientEnvironment } from './client-environment.ts'

test('what says where to look is passed on, with absolute paths, and nothing else is', () => {
  const { env, left } = clientEnvironment({
    INIT_CWD: '/home/a',
    PATH: '/bin',
    LOG_LEVEL: 'debug',
    KUBECONFIG: ['one', '/two', '~/three'].join(delimiter),
    PROMETHEUS_URL: 'https://prometheus:9090',
    PROMETHEUS_CA_FILE: 'ca.pem',
    PROMETHEUS_ORG_ID: '',
    OCP_PERF_FROM: 'must-gather.tar.gz:inner/dump.om',
    OCP_PERF_CLUSTER: 'east',
  })
  expect(env).toEqual({
    KUBECONFIG: ['/home/a/one', '/two', '~/three'].join(delimiter),
    PROMETHEUS_URL: 'https://prometheus:9090',
    PROMETHEUS_CA_FILE: '/home/a/ca.pem',
    OCP_PERF_FROM: '/home/a/must-gather.tar.gz:inner/dump.om',
    OCP_PERF_CLUSTER: 'east',
  })
  expect(left).toEqual([])
})

test('secrets stay out, and are named', () => {
  const { env, left } = clientEnvironment({
    PROMETHEUS_TOKEN: 'canary-77aa',
    PROMETHEUS_PASSWORD: 'canary-77aa',
    PROMETHEUS_TOKEN_FILE: '/run/token',
  })
  expect(env).toEqual({ PROMETHEUS_TOKEN_FILE: '/run/token' })
  expect(left).toEqual(['PROMETHEUS_TOKEN', 'PROMETHEUS_PASSWORD'])
})
