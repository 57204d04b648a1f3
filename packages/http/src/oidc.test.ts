import { SignJWT } from 'jose'
import { afterEach, expect, onTestFinished, test, vi } from 'vitest'
import { listen } from './listen.ts'
import type { Log } from './log.ts'
import { createLogger } from './logger.ts'
import { type OidcOptions, oidc } from './oidc.ts'
import { recordingLog } from './testing/recording-log.ts'
import { send } from './testing/send.ts'
import { startIssuer } from './testing/start-issuer.ts'

type Issuer = Awaited<ReturnType<typeof startIssuer>>

const seconds = () => Math.floor(Date.now() / 1000)
afterEach(() => void vi.useRealTimers())

/** A server for those whom the issuer vouches for; gives what asks it with a token. */
async function serve(
  { url: issuer }: Pick<Issuer, 'url'>,
  options: Partial<OidcOptions> = {},
  log: Log = recordingLog(),
) {
  const server = await listen({
    name: 'test',
    version: '1.2.3',
    port: 0,
    health: async () => ({ live: true, ready: true, dependencies: [] }),
    log,
    authenticate: oidc({ issuer, audience: 'perf', ...options }),
    routes: (router) => router.get('/me', (context) => context.json(context.get('caller'))),
  })
  onTestFinished(server.close)
  return (token: string) => send(`${server.url}/me`, { headers: { authorization: `Bearer ${token}` } })
}

/** Moves the clock on, and no timer. */
function later(minutes: number): void {
  const now = Date.now() + minutes * 60_000
  vi.useFakeTimers({ toFake: ['Date'], now })
}

const encoded = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url')

async function refusedTokens(issuer: Issuer): Promise<Record<string, string>> {
  const stranger = await startIssuer()
  const good = await issuer.sign()
  const [head = '', body = '', signature = ''] = good.split('.')
  const claims = JSON.parse(Buffer.from(body, 'base64url').toString())
  const shared = (secret: string) =>
    new SignJWT(claims).setProtectedHeader({ alg: 'HS256', kid: 'key-1' }).sign(Buffer.from(secret))
  return {
    'no token of this kind': 'sha256~canary-of-another-kind',
    'a header that is no JSON': `bm90anNvbg.${body}.${signature}`,
    expired: await issuer.sign({ claims: { exp: seconds() - 60 } }),
    'without an end': await issuer.sign({ claims: { exp: undefined } }),
    'not yet in force': await issuer.sign({ claims: { nbf: seconds() + 60 } }),
    'for another service': await issuer.sign({ claims: { aud: 'other' } }),
    'for nobody': await issuer.sign({ claims: { aud: undefined } }),
    'of another issuer': await issuer.sign({ claims: { iss: 'https://other.example' } }),
    'without a subject': await issuer.sign({ claims: { sub: undefined } }),
    'signed by another key of the same name': await stranger.sign({ claims }),
    'signed by a key that is not there': await issuer.sign({ kid: 'key-0' }),
    'changed after it was signed': `${head}.${encoded({ ...claims, sub: 'admin' })}.${signature}`,
    'not signed at all': `${encoded({ alg: 'none' })}.${body}.`,
    'not signed, with a signature': `${encoded({ alg: 'none' })}.${body}.${signature}`,
    'signed with the public key as a shared secret': await shared(JSON.stringify(issuer.publicKey())),
    'signed with its x as a shared secret': await shared(String(issuer.publicKey().x)),
  }
}

test('a good token names its caller by what the issuer gives once, and by what people call him', async () => {
  const issuer = await startIssuer()
  const ask = await serve(issuer)
  expect(await ask(await issuer.sign())).toMatchObject({ status: 200, json: { subject: 'user-1', name: 'alice' } })
  const nameless = await issuer.sign({ claims: { preferred_username: undefined, aud: ['other', 'perf'] } })
  expect((await ask(nameless)).json).toEqual({ subject: 'user-1', name: 'user-1' })
})

test('every other token is refused in the same words, whatever is wrong with it', async () => {
  const issuer = await startIssuer()
  const ask = await serve(issuer)
  const tokens = await refusedTokens(issuer)
  const answers = await Promise.all(
    Object.entries(tokens).map(async ([kind, token]) => [kind, await ask(token)] as const),
  )
  const [first] = answers
  expect(first?.[1].json).toMatchObject({ code: 'unauthorized', hint: expect.stringContaining('Log in again') })
  const said = answers.map(([kind, { status, text }]) => [kind, status, text])
  expect(said).toEqual(Object.keys(tokens).map((kind) => [kind, 401, first?.[1].text]))
  expect(answers.every(([, { headers }]) => headers['www-authenticate'] === 'Bearer')).toBe(true)
})

test('clocks may be apart by seconds', async () => {
  const issuer = await startIssuer()
  const ask = await serve(issuer)
  const claims = { exp: seconds() - 10, nbf: seconds() + 10 }
  expect((await ask(await issuer.sign({ claims }))).status).toBe(200)
})

test('a new key of the issuer is fetched when a token names it, and the old one is then good no more', async () => {
  const issuer = await startIssuer()
  const ask = await serve(issuer)
  const old = await issuer.sign()
  expect((await ask(old)).status).toBe(200)
  await issuer.rotate()
  later(1)
  expect((await ask(await issuer.sign())).status).toBe(200)
  expect((await ask(old)).status).toBe(401)
})

test('the keys are fetched once for many callers, and not again for keys that tokens make up', async () => {
  const issuer = await startIssuer()
  const ask = await serve(issuer)
  const good = await issuer.sign()
  const answers = await Promise.all(Array.from({ length: 20 }, () => ask(good)))
  expect(answers.map(({ status }) => status)).toEqual(answers.map(() => 200))
  for (let index = 0; index < 5; index++) await ask(await issuer.sign({ kid: `made-up-${index}` }))
  expect(issuer.keysAsked()).toBe(1)
})

test('while the issuer is down nobody is let in, which is no refusal, and the log says what to do', async () => {
  const issuer = await startIssuer()
  const good = await issuer.sign()
  await issuer.stop()
  const log = recordingLog()
  const ask = await serve(issuer, {}, log)
  const answer = await ask(good)
  expect(answer).toMatchObject({ status: 503, json: { code: 'upstream', retryable: true, hint: expect.any(String) } })
  expect(answer.text).not.toContain(new URL(issuer.url).port)
  expect(log.lines.filter(({ level }) => level === 'error').map(({ details }) => details)).toContainEqual({
    err: expect.objectContaining({
      message: expect.stringContaining(issuer.url),
      hint: expect.stringContaining('--oidc-issuer'),
    }),
  })
  await issuer.start()
  expect((await ask(good)).status).toBe(200)
})

test('with keys at hand an issuer that is away is not missed until they are old', async () => {
  const issuer = await startIssuer()
  const ask = await serve(issuer)
  const good = await issuer.sign()
  expect((await ask(good)).status).toBe(200)
  await issuer.stop()
  later(9)
  expect((await ask(good)).status).toBe(200)
  expect((await ask(await issuer.sign({ kid: 'key-2' }))).status).toBe(503)
  expect((await ask(good)).status).toBe(200)
  later(2)
  expect((await ask(good)).status).toBe(503)
})

test('an issuer that is down does not keep a server from starting, and the operator reads of it at once', async () => {
  const issuer = await startIssuer()
  await issuer.stop()
  const log = recordingLog()
  await serve(issuer, {}, log)
  await expect
    .poll(() => log.lines.map(({ message }) => message), { timeout: 10_000 })
    .toContain('Callers cannot be checked yet; it is tried again with each of them')
})

const discovery = '/.well-known/openid-configuration'
const saying = (issuer: string, address: string) => ({ body: { issuer, jwks_uri: address } })
test.each([
  ['calls itself otherwise', discovery, 'calls itself', (url: string) => saying(`${url}/`, `${url}/keys`)],
  ['has no discovery', discovery, 'is not the discovery', () => ({ body: 'not found' })],
  ['gives its keys in the open', discovery, 'is not https', (url: string) => saying(url, 'http://keys.example/keys')],
  ['answers with an error', '/keys', 'answered 500', () => ({ status: 500, body: {} })],
  ['sends its callers elsewhere', '/keys', 'answered 302', () => ({ status: 302, body: {} })],
  ['answers with something else', '/keys', 'cannot be read', () => ({ body: '<html>' })],
  ['has keys of no known shape', '/keys', 'cannot be read', () => ({ body: { keys: 'none' } })],
])('an issuer that %s vouches for nobody, and the log says so', async (_, path, said, answer) => {
  const issuer = await startIssuer()
  issuer.overrides.set(path, answer(issuer.url))
  const log = recordingLog()
  const ask = await serve(issuer, {}, log)
  expect(await ask(await issuer.sign())).toMatchObject({ status: 503, json: { code: 'upstream' } })
  expect(log.lines.find(({ message }) => message === 'The authenticator failed')?.details).toMatchObject({
    err: { message: expect.stringContaining(said), hint: expect.any(String) },
  })
  issuer.overrides.clear()
  expect((await ask(await issuer.sign())).status).toBe(200)
})

test('an issuer that does not answer holds nobody up for long', async () => {
  const issuer = await startIssuer()
  issuer.overrides.set('/keys', { hangs: true })
  const ask = await serve(issuer, { replyLimitMs: 300 })
  expect((await ask(await issuer.sign())).status).toBe(503)
})

test('a group that is asked for must be among those of the token', async () => {
  const issuer = await startIssuer()
  const ask = await serve(issuer, { group: 'perf-users' })
  for (const groups of [['other', 'perf-users'], 'perf-users']) {
    expect((await ask(await issuer.sign({ claims: { groups } }))).status).toBe(200)
  }
  for (const groups of [undefined, [], ['perf-users-2'], 'perf', [7], { 'perf-users': true }]) {
    expect(await ask(await issuer.sign({ claims: { groups } }))).toMatchObject({
      status: 403,
      json: { code: 'forbidden', message: 'alice is not in the group perf-users.' },
    })
  }
})

test('no part of a token that was sent is in a log or an answer, not even where everything is logged', async () => {
  const issuer = await startIssuer()
  const written: string[] = []
  const log = createLogger({ name: 'test', level: 'debug', stream: { write: (line) => void written.push(line) } })
  const ask = await serve(issuer, { group: 'perf-users' }, log)
  const tokens = [...Object.values(await refusedTokens(issuer)), await issuer.sign()]
  for (const token of tokens) written.push((await ask(token)).text)
  await issuer.stop()
  later(20)
  const unchecked = await issuer.sign()
  written.push((await ask(unchecked)).text)
  const all = written.join('')
  expect(all).toContain('A caller was refused')
  expect(all).toContain('The authenticator failed')
  const parts = [...tokens, unchecked].flatMap((token) => token.split('.')).filter((part) => part.length > 5)
  expect([...parts, 'canary', 'notjson'].filter((part) => all.includes(part))).toEqual([])
})

test('an issuer that could be impersonated on the way is refused', () => {
  for (const issuer of ['http://issuer.example', 'issuer.example', 'ftp://x', 'https://a:b@x', 'https://x/?tenant=1']) {
    expect(() => oidc({ issuer, audience: 'perf' })).toThrow(/is not an https address/)
  }
  for (const issuer of ['https://issuer.example/realms/perf', 'http://localhost:1', 'http://[::1]:1/']) {
    expect(() => oidc({ issuer, audience: 'perf' })).not.toThrow()
  }
})
