import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { AppError } from '@ocp-perf/errors'
import { oidc, staticToken } from '@ocp-perf/http'
import { post, send as sendRaw, startIssuer } from '@ocp-perf/http/testing'
import { expect, test } from 'vitest'
import { z } from 'zod'
import { ask, failure, send, take } from './testing/ask.ts'
import { untilAborted } from './testing/scripted.ts'
import { startAgent, temporaryFolder } from './testing/start-agent.ts'

test.each([
  ['POST', '/chat/stream'],
  ['POST', '/api/tools/x'],
  ['GET', '/api/threads'],
  ['GET', '/'],
  ['GET', '/api/reports/0123456789abcdef'],
  ['DELETE', '/api/threads/0123456789abcdef'],
])('a page of another site may not %s %s', async (method, path) => {
  const { url } = await startAgent()
  const origin = await sendRaw(`${url}${path}`, { method, headers: { origin: 'https://evil.example' } })
  expect(origin.status).toBe(403)
  const rebound = await sendRaw(`${url}${path}`, { method, headers: { host: 'evil.example' } })
  expect(rebound.status).toBe(403)
})

test('a body that is too large, of another type or not JSON is refused, and so is a question that is too long', async () => {
  const { url } = await startAgent()
  const ask = `${url}/chat/stream`
  expect(await post(ask, JSON.stringify({ question: 'x'.repeat(2_000_000) }))).toMatchObject({ status: 413 })
  expect(await post(ask, 'question=x', { 'content-type': 'application/x-www-form-urlencoded' })).toMatchObject({
    status: 415,
  })
  expect(await post(ask, '{')).toMatchObject({ status: 400 })
  expect(await failure(send(ask, { question: 'x'.repeat(4001) }))).toMatchObject({ status: 400, code: 'invalid_input' })
  expect(await failure(send(ask, { question: '  ' }))).toMatchObject({ status: 400 })
  const unknown = await failure(send(ask, { question: 'x', modle: 'y' }))
  expect(unknown.message).toContain('modle')
})

test('unknown runs, tools, reports, domains and routes are not found, each with what to do', async () => {
  const { url } = await startAgent()
  const answers = await Promise.all([
    failure(fetch(`${url}/chat/runs/0123456789abcdef-01234567/events`)),
    failure(fetch(`${url}/chat/runs/..%2f/events`)),
    failure(send(`${url}/chat/runs/x/cancel`, {})),
    failure(send(`${url}/api/tools/x`, {})),
    failure(fetch(`${url}/api/reports/..%2f..%2fx`)),
    failure(send(`${url}/api/reports`, { domain: 'etcd' })),
    failure(fetch(`${url}/api/nothing`)),
  ])
  expect(answers.map(({ status }) => status)).toEqual([404, 404, 404, 404, 404, 404, 404])
  expect(answers.every(({ hint }) => hint.length > 10)).toBe(true)
  expect(await failure(fetch(`${url}/chat/runs/x/events?after=-1`))).toMatchObject({ status: 400 })
})

test('beyond this machine the agent does not open without a token, and with one it asks for it', async () => {
  await expect(startAgent({ host: '0.0.0.0' })).rejects.toThrow(AppError)
  const { url } = await startAgent({ authenticate: staticToken('0123456789abcdef0123') })
  expect((await fetch(`${url}/api/threads`)).status).toBe(401)
  expect((await fetch(url)).status).toBe(401)
  const authorization = 'Bearer 0123456789abcdef0123'
  expect((await fetch(`${url}/api/threads`, { headers: { authorization } })).status).toBe(200)
})

/** The headers of a browser whose person a proxy has logged in, as the proxy sends them on. */
async function loggedIn(issuer: Awaited<ReturnType<typeof startIssuer>>, sub: string) {
  const authorization = `Bearer ${await issuer.sign({ claims: { sub } })}`
  return { host: 'perf.example', origin: 'https://perf.example', 'sec-fetch-site': 'same-origin', authorization }
}

test('behind a proxy that logs people in, all of them see the same threads', async () => {
  const issuer = await startIssuer()
  const authenticate = oidc({ issuer: issuer.url, audience: 'perf' })
  const { url } = await startAgent({ authenticate, allowedHosts: ['perf.example'] })
  const [one, other] = await Promise.all([loggedIn(issuer, 'one'), loggedIn(issuer, 'other')])
  expect((await post(`${url}/chat`, JSON.stringify({ question: 'Whose?' }), one)).status).toBe(200)
  expect((await sendRaw(`${url}/api/threads`, { headers: other })).text).toContain('Whose?')
  expect((await sendRaw(`${url}/api/threads`, { headers: { ...other, authorization: '' } })).status).toBe(401)
})

test('the places of one caller are not those of another, though both come from one address', async () => {
  const issuer = await startIssuer()
  const authenticate = oidc({ issuer: issuer.url, audience: 'perf' })
  const { url } = await startAgent({
    authenticate,
    limits: { perClient: 1 },
    answer: (_, __, signal) => untilAborted(signal),
  })
  const as = async (sub: string) => ({ headers: { authorization: `Bearer ${await issuer.sign({ claims: { sub } })}` } })
  await take(await ask(url, 'one', {}, await as('one')), 1)
  expect((await send(`${url}/chat/stream`, { question: 'two' }, await as('one'))).status).toBe(429)
  await take(await ask(url, 'three', {}, await as('other')), 1)
})

test('the agent is ready without any server, and counts what it answered', async () => {
  const { url } = await startAgent()
  await (await send(`${url}/chat`, { question: 'x' })).text()
  expect(await (await fetch(`${url}/health`)).json()).toMatchObject({ name: 'agent', ready: true, dependencies: [] })
  expect(await (await fetch(`${url}/metrics`)).text()).toContain('agent_runs_total{outcome="answered"} 1')
  expect(await (await fetch(`${url}/api/overview`)).json()).toMatchObject({ verdict: 'no_data', domains: [] })
  expect(await (await fetch(`${url}/api/about`)).json()).toMatchObject({ version: '1.2.3', model: null, clusters: [] })
})

const documentSchema = z.looseObject({
  openapi: z.literal('3.1.0'),
  paths: z.record(z.string(), z.record(z.string(), z.looseObject({ summary: z.string() }))),
  components: z.looseObject({ schemas: z.record(z.string(), z.unknown()) }),
})

test('the description names every route, and every schema that it refers to is there', async () => {
  const { url } = await startAgent()
  const text = await (await fetch(`${url}/openapi.json`)).text()
  const { paths, components } = documentSchema.parse(JSON.parse(text))
  const routes = Object.entries(paths).flatMap(([path, methods]) =>
    Object.keys(methods).map((method) => `${method} ${path}`),
  )
  expect(routes.sort()).toMatchInlineSnapshot(`
    [
      "delete /api/threads/{id}",
      "get /api/about",
      "get /api/history/metrics",
      "get /api/history/series",
      "get /api/mcp/health",
      "get /api/overview",
      "get /api/points",
      "get /api/reports",
      "get /api/reports/{id}",
      "get /api/threads",
      "get /api/threads/{id}",
      "get /api/tools",
      "get /chat/runs/{run}/events",
      "patch /api/threads/{id}",
      "post /api/reports",
      "post /api/tools/{name}",
      "post /chat",
      "post /chat/runs/{run}/cancel",
      "post /chat/stream",
    ]
  `)
  const referred = [...text.matchAll(/"\$ref":"#\/components\/schemas\/([^"/]+)/g)].map(([, name]) => name ?? '')
  expect(referred).toContain('ChatEvent')
  expect(referred.filter((name) => !(name in components.schemas))).toEqual([])
  expect([...text.matchAll(/"\$ref":"(?!#\/components\/schemas\/)/g)]).toEqual([])
})

/** A page as a build leaves it. */
function builtPage(): string {
  const web = join(temporaryFolder(), 'dist')
  mkdirSync(join(web, 'assets'), { recursive: true })
  writeFileSync(join(web, 'index.html'), '<!doctype html><script src="/assets/index-B3kq1x_Z.js"></script>')
  writeFileSync(join(web, 'assets/index-B3kq1x_Z.js'), `/* ${'x'.repeat(5000)} */`)
  writeFileSync(join(web, 'icon.svg'), '<svg/>')
  writeFileSync(join(web, '..', 'secret.txt'), 'secret')
  symlinkSync(join(web, '..', 'secret.txt'), join(web, 'link.txt'))
  return web
}

test.each(['/', '/ui', '/ui/threads/x'])(
  'the page is at %s, under a policy that lets it run its own files alone',
  async (path) => {
    const { url } = await startAgent({ web: builtPage() })
    const page = await fetch(`${url}${path}`)
    expect(page.headers.get('content-type')).toBe('text/html; charset=utf-8')
    expect(page.headers.get('cache-control')).toBe('no-cache')
    const policy = page.headers.get('content-security-policy') ?? ''
    expect(policy).toContain("default-src 'none'; script-src 'self'; style-src 'self';")
    expect(policy).not.toMatch(/unsafe-eval|script-src[^;]*unsafe/)
    expect(await page.text()).toContain('<!doctype html>')
    const tag = page.headers.get('etag') ?? ''
    expect((await fetch(`${url}${path}`, { headers: { 'if-none-match': tag } })).status).toBe(304)
  },
)

test('files named by their content are kept for ever and sent compressed; nothing else of the disk is served', async () => {
  const { url } = await startAgent({ web: builtPage() })
  const script = await sendRaw(`${url}/assets/index-B3kq1x_Z.js`, { headers: { 'accept-encoding': 'br, gzip' } })
  expect(script.headers).toMatchObject({
    'cache-control': 'public, max-age=31536000, immutable',
    'content-encoding': 'gzip',
    'content-type': 'text/javascript; charset=utf-8',
  })
  expect((await (await fetch(`${url}/assets/index-B3kq1x_Z.js`)).text()).length).toBe(5006)
  expect((await fetch(`${url}/icon.svg`)).headers.get('cache-control')).toBe('no-cache')
  for (const path of [
    '/../secret.txt',
    '/..%2fsecret.txt',
    '/assets/..%2f..%2fsecret.txt',
    '/%2e%2e/secret.txt',
    '/link.txt',
    '/%',
  ]) {
    const answer = await sendRaw(`${url}${path}`, { path })
    expect(answer.status, path).toBe(404)
  }
})

test('where the page is not built, that is said, and the API is there all the same', async () => {
  const { url } = await startAgent()
  const page = await fetch(url)
  expect(page.status).toBe(503)
  expect(await page.text()).toContain('is not built')
  expect((await fetch(`${url}/api/tools`)).status).toBe(200)
})
