import { expect, test } from 'vitest'
import type { FakeUser } from './testing/fake-user.ts'
import { connectWith, openTestLab, type TestLab } from './testing/test-lab.ts'
import { createTokenReviewer } from './token-reviewer.ts'

const audience = 'ocp-perf'
const attributes = { verb: 'get', path: '/mcp' }
const caller = (name: string, may: boolean, audiences = [audience]): FakeUser => ({
  name,
  tokens: [`${name}-token`],
  audiences,
  may: () => may,
})

async function reviewerOf(lab: TestLab, token = 'admin-token', now?: () => number) {
  const kubernetes = { kubeconfig: await lab.kubeconfig({ token }) }
  const { kube } = await connectWith({ prometheus: { url: 'https://p.test' }, kubernetes })
  if (kube === undefined) {
    throw new Error('There is no Kubernetes API')
  }
  return createTokenReviewer(kube, { audience, attributes, now })
}

test('a caller with a token for this audience and the rule comes in under its name', async () => {
  await using lab = await openTestLab()
  lab.cluster.users.push(caller('alice', true))
  const review = await reviewerOf(lab)
  expect(await review('alice-token')).toEqual({ subject: 'alice' })
})

test.each([
  ['is nobody’s', 'stolen'],
  ['was made for another service', 'bob-token'],
])('a token that %s is unauthorized and told how to make one', async (_, token) => {
  await using lab = await openTestLab()
  lab.cluster.users.push(caller('bob', true, ['other']))
  const review = await reviewerOf(lab)
  await expect(review(token)).rejects.toMatchObject({
    code: 'unauthorized',
    hint: expect.stringContaining('--audience ocp-perf'),
  })
})

test('a known caller without the rule is forbidden, by name and rule', async () => {
  await using lab = await openTestLab()
  lab.cluster.users.push(caller('carol', false))
  const review = await reviewerOf(lab)
  await expect(review('carol-token')).rejects.toMatchObject({
    code: 'forbidden',
    message: 'carol may not get /mcp.',
    hint: expect.stringContaining('nonResourceURLs: ["/mcp"]'),
  })
})

test('a positive answer is kept for half a minute; a refusal is asked again each time', async () => {
  await using lab = await openTestLab()
  lab.cluster.users.push(caller('alice', true))
  let now = 0
  const review = await reviewerOf(lab, 'admin-token', () => now)
  await review('alice-token')
  const asked = lab.cluster.requests.length
  now = 29_000
  await review('alice-token')
  expect(lab.cluster.requests).toHaveLength(asked)
  lab.cluster.users = lab.cluster.users.filter(({ name }) => name !== 'alice')
  now = 31_000
  await expect(review('alice-token')).rejects.toMatchObject({ code: 'unauthorized' })
  await expect(review('alice-token')).rejects.toMatchObject({ code: 'unauthorized' })
  expect(lab.cluster.requests).toHaveLength(asked + 2)
})

test('a server that may not review tokens says so as its own fault, not as the caller’s', async () => {
  await using lab = await openTestLab()
  lab.cluster.users.push(caller('alice', true))
  const review = await reviewerOf(lab, 'viewer-token')
  await expect(review('alice-token')).rejects.toMatchObject({
    code: 'upstream',
    hint: expect.stringContaining('system:auth-delegator'),
  })
})

test('a server that knows no audiences cannot vouch for one, so nobody comes in', async () => {
  const status = { authenticated: true, user: { username: 'alice' } }
  const review = createTokenReviewer({ post: async () => ({ status }) }, { audience, attributes })
  await expect(review('alice-token')).rejects.toMatchObject({ code: 'unauthorized' })
})

test('an answer that is no review lets nobody in', async () => {
  const review = createTokenReviewer({ post: async () => ({ ok: true }) }, { audience, attributes })
  await expect(review('alice-token')).rejects.toMatchObject({ code: 'upstream' })
})

test('an abort is passed on as it is', async () => {
  await using lab = await openTestLab()
  const review = await reviewerOf(lab)
  await expect(review('alice-token', AbortSignal.abort())).rejects.toMatchObject({ name: 'AbortError' })
})
