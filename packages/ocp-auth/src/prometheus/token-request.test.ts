import { AppError } from '@ocp-perf/errors'
import { expect, test } from 'vitest'
import type { KubeApi } from '../connection.ts'
import { createTokenRequest } from './token-request.ts'

const hour = 3_600_000

function issuer(lifetimeMs = hour) {
  const state = {
    now: Date.parse('2026-01-01T00:00:00Z'),
    issued: 0,
    asked: 0,
    failing: false,
    warnings: 0,
    body: {} as unknown,
  }
  const kube: Pick<KubeApi, 'post'> = {
    async post(path, body) {
      state.asked += 1
      if (state.failing) {
        throw new AppError('unreachable', 'down')
      }
      expect(path).toBe('/api/v1/namespaces/perf/serviceaccounts/viewer/token')
      state.body = body
      state.issued += 1
      const expirationTimestamp = new Date(state.now + lifetimeMs).toISOString()
      return { kind: 'TokenRequest', status: { token: `t${state.issued}`, expirationTimestamp } }
    },
  }
  const log = {
    warn: () => {
      state.warnings += 1
    },
  }
  const source = createTokenRequest({ kube, serviceAccount: 'perf/viewer', log, now: () => state.now })
  return { state, source }
}

test('one request serves many callers, and the token serves until a fifth of its life is left', async () => {
  const { state, source } = issuer()
  expect(await Promise.all([source.token(), source.token()])).toEqual(['t1', 't1'])
  expect(state.body).toMatchObject({ kind: 'TokenRequest', spec: { expirationSeconds: 3600 } })
  state.now += 0.79 * hour
  expect(await source.token()).toBe('t1')
  state.now += 0.02 * hour
  expect(await source.token()).toBe('t2')
})

test('a shorter life than was asked for is respected', async () => {
  const { state, source } = issuer(600_000)
  await source.token()
  state.now += 490_000
  expect(await source.token()).toBe('t2')
})

test('while renewing fails the old token serves, with a warning, and no longer than it lives', async () => {
  const { state, source } = issuer()
  await source.token()
  state.failing = true
  state.now += 0.9 * hour
  expect(await source.token()).toBe('t1')
  expect(state.warnings).toBe(1)
  state.now += 0.2 * hour
  await expect(source.token()).rejects.toMatchObject({ code: 'unreachable' })
  state.failing = false
  expect(await source.token()).toBe('t2')
})

test('a token that was refused is asked for anew, and never served again', async () => {
  const { state, source } = issuer()
  await source.token()
  source.drop()
  expect(await source.token()).toBe('t2')
  source.drop()
  state.failing = true
  await expect(source.token()).rejects.toMatchObject({ code: 'unreachable' })
})

test('a reply without a token is upstream, and does not repeat the reply', async () => {
  const kube = { post: async () => ({ status: { tokn: 'hunter2' } }) }
  const error: unknown = await createTokenRequest({ kube, serviceAccount: 'a/b' })
    .token()
    .catch((thrown: unknown) => thrown)
  expect(error).toMatchObject({ code: 'upstream' })
  expect(String(error)).not.toContain('hunter2')
})

test('a caller that gives up while it waits is let go, and the others get the token', async () => {
  let resolve = (_reply: object) => {}
  const promise = new Promise<object>((settle) => {
    resolve = settle
  })
  const source = createTokenRequest({ kube: { post: () => promise }, serviceAccount: 'a/b' })
  const controller = new AbortController()
  const impatient = source.token(controller.signal)
  const patient = source.token()
  controller.abort()
  await expect(impatient).rejects.toMatchObject({ name: 'AbortError' })
  resolve({ status: { token: 't', expirationTimestamp: '2100-01-01T00:00:00Z' } })
  expect(await patient).toBe('t')
})

test('a caller that gave up does not ask', async () => {
  const { state, source } = issuer()
  await expect(source.token(AbortSignal.abort())).rejects.toMatchObject({ name: 'AbortError' })
  expect(state.issued).toBe(0)
})

test('while renewing fails it is tried again now and then, not before each query', async () => {
  const { state, source } = issuer()
  await source.token()
  state.failing = true
  state.now += 0.85 * hour
  for (let query = 0; query < 5; query += 1) {
    expect(await source.token()).toBe('t1')
  }
  expect(state.asked).toBe(2)
  state.failing = false
  state.now += 60_000
  expect(await source.token()).toBe('t2')
})
