import { createServer } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { gzipSync } from 'node:zlib'
import { describe, expect, onTestFinished, test } from 'vitest'
import { failureOf } from '../testing/expect-failure.ts'
import { type Answer, failure, one, sendJson, startServer, success } from '../testing/prom-server.ts'
import { createPromClient, type PromClientOptions } from './prom-client.ts'

async function ask(answer: Answer, options: Partial<PromClientOptions> = {}) {
  const server = await startServer(answer)
  const prom = createPromClient({ retries: 0, ...options, endpoint: { ...options.endpoint, url: server.url } })
  const failed = await failureOf(prom.instant('up'))
  expect(failed.hint, 'every failure says what to do next').toMatch(/\w{3}/)
  return { failed, server }
}

const answerWith = (status: number, body: string, headers: Record<string, string> = {}): Answer => {
  return (_request, response) => void response.writeHead(status, headers).end(body)
}
const apiAnswer = (status: number, errorType: string, error: string): Answer => {
  return (_request, response) => sendJson(response, failure(errorType, error), status)
}

describe('what an HTTP status means', () => {
  test.each([
    [401, 'unauthorized', /oc login/],
    [403, 'forbidden', /cluster-monitoring-view/],
    [404, 'not_found', /path prefix/],
    [408, 'timeout', /shorter window/],
    [413, 'too_large', /shorter window/],
    [429, 'rate_limited', /Wait/],
    [418, 'upstream', /Prometheus API/],
    [500, 'upstream', /log/],
    [502, 'upstream', /pods/],
    [503, 'upstream', /starting/],
    [504, 'timeout', /time limit/],
  ])('%i is %s', async (status, code, hint) => {
    const { failed, server } = await ask(answerWith(status, 'x'))
    expect(failed).toMatchObject({ code, hint: expect.stringMatching(hint) })
    expect(failed.message).toContain(server.url)
  })

  test.each([400, 422])("a bad query (%i) carries Prometheus's own message", async (status) => {
    const { failed } = await ask(apiAnswer(status, 'bad_data', '1:5: parse error: unexpected "limit exceeds"'))
    expect(failed).toMatchObject({ code: 'bad_query', message: expect.stringContaining('1:5: parse error') })
  })

  test.each([
    [422, 'execution', 'query processing would load too many samples into memory in query execution'],
    [503, 'timeout', 'query timed out in expression evaluation'],
    [
      400,
      'bad_data',
      'exceeded maximum resolution of 11,000 points per timeseries. Try decreasing the query resolution',
    ],
    [422, 'execution', 'expanding series: the query hit the max number of chunks limit: exceeds limit'],
    [
      422,
      '422',
      'the number of matching timeseries exceeds 30000; either narrow down the search or increase -search.maxUniqueTimeseries',
    ],
  ])('a query that is too expensive (%i %s) says how to narrow it, and is not retried', async (status, type, error) => {
    const { failed, server } = await ask(apiAnswer(status, type, error), { retries: 2 })
    expect(failed).toMatchObject({ code: 'too_large', hint: expect.stringContaining('shorter window') })
    expect(failed.message).toContain(error.slice(0, 40))
    expect(server.requests).toHaveLength(1)
  })

  test('a 403 of the API server names what it refused', async () => {
    const message = 'services "https:prometheus:9090" is forbidden: User "x" cannot get resource "services/proxy"'
    const { failed } = await ask((_request, response) => sendJson(response, { kind: 'Status', message }, 403))
    expect(failed.message).toContain('cannot get resource "services/proxy"')
  })

  test('a refusal to speak plain HTTP points at https', async () => {
    const text = 'Client sent an HTTP request to an HTTPS server.\n'
    const { failed } = await ask(answerWith(400, text, { 'content-type': 'text/plain' }))
    expect(failed).toMatchObject({ code: 'upstream', hint: expect.stringContaining('https://') })
  })

  test('a redirect to a login page is about the token, another one about the address', async () => {
    const location = 'https://user:pass@oauth-openshift.apps/oauth/authorize?state=s3cret'
    const { failed: login } = await ask(answerWith(302, '', { location }))
    expect(login).toMatchObject({
      code: 'unauthorized',
      message: expect.stringContaining('oauth-openshift.apps/oauth'),
    })
    expect(login.message).not.toMatch(/s3cret|pass/)
    const { failed: moved } = await ask(answerWith(301, '', { location: '/prometheus/api/v1/query' }))
    expect(moved).toMatchObject({ code: 'not_found', message: expect.stringContaining('/prometheus/api/v1/query') })
  })
})

describe('replies that are not what they should be', () => {
  test('a page instead of JSON is told from a login page', async () => {
    const page = '<!DOCTYPE html><title>Prometheus Time Series</title>'
    const { failed: wrong } = await ask(answerWith(200, page, { 'content-type': 'text/html; charset=utf-8' }))
    expect(wrong).toMatchObject({ code: 'upstream', retryable: false, hint: expect.stringContaining('thanos-querier') })
    const { failed: login } = await ask(answerWith(200, `${page}<h1>Log in with OpenShift</h1>`))
    expect(login).toMatchObject({ code: 'unauthorized', hint: expect.stringContaining('bearer token') })
  })

  test('JSON that breaks off is an error', async () => {
    const { failed } = await ask(answerWith(200, JSON.stringify(success(one)).slice(0, -9)))
    expect(failed).toMatchObject({ code: 'upstream', message: expect.stringContaining('breaks off') })
  })

  test.each([
    ['of an announced length', { 'content-length': '1000' }],
    ['in chunks', {}],
    ['packed', { 'content-encoding': 'gzip' }],
  ])('a body %s that the server never finishes is an error, after a retry', async (_name, headers) => {
    const beginning = gzipSync('{"status":'.repeat(1000)).subarray(0, 30)
    const { failed, server } = await ask(
      (_request, response) => {
        response.writeHead(200, headers).write('content-encoding' in headers ? beginning : '{"status":')
        setTimeout(() => response.destroy(), 5)
      },
      { retries: 1 },
    )
    expect(failed).toMatchObject({ code: 'unreachable', retryable: true })
    expect(server.requests).toHaveLength(2)
  })

  test('a reply over the limit is not read to its end, compressed or not', async () => {
    const large = JSON.stringify(success({ ...one, padding: 'x'.repeat(3 * 2 ** 20) }))
    const { failed } = await ask(answerWith(200, large), { maxReplyBytes: 2 ** 20 })
    expect(failed).toMatchObject({ code: 'too_large', message: expect.stringContaining('larger than 1 MiB') })
    const packed: Answer = (_request, response) => {
      response.writeHead(200, { 'content-encoding': 'gzip' }).end(gzipSync(large))
    }
    expect((await ask(packed, { maxReplyBytes: 2 ** 20 })).failed.code).toBe('too_large')
  })

  test('a compressed reply is read', async () => {
    const server = await startServer((_request, response) => {
      response.writeHead(200, { 'content-encoding': 'gzip' }).end(gzipSync(JSON.stringify(success(one))))
    })
    const prom = createPromClient({ endpoint: { url: server.url } })
    expect((await prom.instant('up')).series).toHaveLength(1)
    expect(server.requests[0]?.headers['accept-encoding']).toContain('gzip')
  })

  test.each([
    ['empty', ''],
    ['of another API', '{"items":[]}'],
    [
      'with labels that are numbers',
      '{"status":"success","data":{"resultType":"vector","result":[{"metric":{"a":1},"value":[1,"1"]}]}}',
    ],
  ])('a reply that is %s is an error', async (_name, body) => {
    const { failed } = await ask(answerWith(200, body))
    expect(failed.code).toBe('upstream')
  })
})

describe('when the server is not there', () => {
  /** The URL of a port on which nothing listens. */
  async function freePort(): Promise<number> {
    const server = createServer()
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    const address = server.address()
    await new Promise((resolve) => server.close(resolve))
    return typeof address === 'object' && address !== null ? address.port : 0
  }

  test('a refused connection says so', async () => {
    const prom = createPromClient({ endpoint: { url: `http://127.0.0.1:${await freePort()}` }, retries: 1 })
    const failed = await failureOf(prom.instant('up'))
    expect(failed).toMatchObject({ code: 'unreachable', retryable: true })
    expect(failed.message).toContain('refused the connection')
  })

  test('a name that does not resolve says so, and is not retried', async () => {
    const prom = createPromClient({ endpoint: { url: 'http://prometheus.invalid:9090' } })
    const failed = await failureOf(prom.instant('up'))
    expect(failed.code).toBe('unreachable')
    expect(failed.message).toMatch(/resolve/)
  })

  test('a server that hangs up is asked again, and then reported', async () => {
    const { failed, server } = await ask((_request, response) => void response.destroy(), { retries: 2 })
    expect(failed).toMatchObject({ code: 'unreachable', message: expect.stringContaining('closed the connection') })
    expect(server.requests).toHaveLength(3)
  })

  test('what does not speak HTTP is an error', async () => {
    const server = createServer((socket) => void socket.end('SSH-2.0-OpenSSH\r\n\r\n'))
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    onTestFinished(() => void server.close())
    const address = server.address()
    const port = typeof address === 'object' && address !== null ? address.port : 0
    const prom = createPromClient({ endpoint: { url: `http://127.0.0.1:${port}` }, retries: 0 })
    const failed = await failureOf(prom.instant('up'))
    expect(failed).toMatchObject({ code: 'unreachable', message: expect.stringContaining('does not speak HTTP') })
  })

  test('a server that is too slow times out, retries included, and the request is cancelled', async () => {
    const before = performance.now()
    const { failed, server } = await ask(() => {}, { timeoutMs: 60, retries: 5 })
    expect(failed).toMatchObject({ code: 'timeout', message: expect.stringContaining('0.06 s') })
    expect(performance.now() - before).toBeLessThan(2_000)
    await server.requests[0]?.gone
  })

  test('a call may bring its own time limit', async () => {
    const server = await startServer(() => {})
    const prom = createPromClient({ endpoint: { url: server.url } })
    expect(await failureOf(prom.instant('up', { timeoutMs: 40 }))).toMatchObject({ code: 'timeout' })
  })
})

describe('what passes is tried again', () => {
  test('429, 502, 503 and 504, and then an answer', async () => {
    const askUntilAnswered = async (status: number) => {
      let asked = 0
      const server = await startServer((_request, response) => {
        if (asked++ < 2) response.writeHead(status).end()
        else sendJson(response, success(one))
      })
      const prom = createPromClient({ endpoint: { url: server.url } })
      expect((await prom.instant('up')).series, String(status)).toHaveLength(1)
      expect(server.requests, String(status)).toHaveLength(3)
    }
    await Promise.all([429, 502, 503, 504].map(askUntilAnswered))
  })

  test.each([400, 401, 403, 404, 422, 500])('%i is asked once', async (status) => {
    const { server } = await ask(answerWith(status, ''), { retries: 2 })
    expect(server.requests).toHaveLength(1)
  })

  test('Retry-After is obeyed, as seconds and as a date', async () => {
    const obey = async (header: string) => {
      const times: number[] = []
      const server = await startServer((_request, response) => {
        times.push(performance.now())
        if (times.length === 1) response.writeHead(429, { 'retry-after': header }).end()
        else sendJson(response, success(one))
      })
      const prom = createPromClient({ endpoint: { url: server.url } })
      await prom.instant('up')
      expect((times[1] ?? 0) - (times[0] ?? 0)).toBeGreaterThan(950)
    }
    const soon = new Date(Math.ceil(Date.now() / 1000) * 1000 + 1_000)
    await Promise.all(['1', soon.toUTCString()].map(obey))
  })

  test('a Retry-After beyond the deadline is handed to the caller', async () => {
    const { failed } = await ask(answerWith(429, '', { 'retry-after': '120' }), { retries: 2 })
    expect(failed).toMatchObject({ code: 'rate_limited', retryAfterSeconds: 120 })
  })

  test('requests that wait for a retry hold no place in the queue', async () => {
    const server = await startServer(({ parameters }, response) => {
      if (parameters.get('query') === 'busy') response.writeHead(503, { 'retry-after': '2' }).end()
      else sendJson(response, success(one))
    })
    const prom = createPromClient({ endpoint: { url: server.url }, concurrency: 1 })
    const controller = new AbortController()
    const busy = prom.instant('busy', { signal: controller.signal }).catch((error: unknown) => error)
    await sleep(30)
    expect((await prom.instant('up', { timeoutMs: 1_500 })).series).toHaveLength(1)
    controller.abort()
    expect(await busy).toMatchObject({ name: 'AbortError' })
  })
})

test('a token that never comes holds no place once its callers have left', async () => {
  let asked = 0
  const authorization = () => (asked++ === 0 ? new Promise<string>(() => {}) : Promise.resolve('Bearer token'))
  const server = await startServer((_request, response) => sendJson(response, success(one)))
  const prom = createPromClient({ endpoint: { url: server.url, authorization }, concurrency: 1 })
  expect(await failureOf(prom.instant('up', { timeoutMs: 20 }))).toMatchObject({ code: 'timeout' })
  expect((await prom.instant('up', { timeoutMs: 2_000 })).series).toHaveLength(1)
})

describe('secrets stay out of messages', () => {
  const echo: Answer = ({ headers }, response) => {
    sendJson(response, failure('bad_data', `no: ${headers.authorization} ${headers['x-api-key']} hunter22`), 400)
  }

  test.each([
    ['a bearer token', 'Bearer s3cret-token', /s3cret/],
    ['a basic password', `Basic ${Buffer.from('admin:hunter22').toString('base64')}`, /hunter22|YWRtaW4/],
  ])('%s that the server echoes', async (_name, authorization, secret) => {
    const endpoint = { url: '', authorization: async () => authorization, headers: { 'X-Api-Key': 'k3y-of-tenant' } }
    const { failed } = await ask(echo, { endpoint })
    expect(failed.message).toContain('[redacted]')
    expect(`${failed.message} ${failed.hint}`).not.toMatch(secret)
    expect(failed.message).not.toContain('k3y-of-tenant')
  })

  test('a token with a line break is refused before it is sent, and not shown', async () => {
    const endpoint = { url: '', authorization: async () => 'Bearer s3cret\nX-Evil: 1' }
    const { failed, server } = await ask(echo, { endpoint })
    expect(failed.code).toBe('unauthorized')
    expect(JSON.stringify([failed.message, failed.hint, String(failed.cause)])).not.toContain('s3cret')
    expect(server.requests).toHaveLength(0)
  })

  test.each([
    'http://admin:hunter22@localhost:9090',
    'ftp://hunter22/',
    'hunter22',
    'http://localhost:9090/?token=hunter22',
    'http://localhost:9090/#hunter22',
  ])('the URL %s is refused and not repeated', (url) => {
    expect(() => createPromClient({ endpoint: { url } })).toThrow(
      expect.objectContaining({ code: 'invalid_input', message: expect.not.stringContaining('hunter22') }),
    )
  })

  test('an extra header that HTTP cannot carry is refused by its name', () => {
    const endpoint = { url: 'http://localhost', headers: { 'X-Scope-OrgID': 's3cret\r\nX: y' } }
    expect(() => createPromClient({ endpoint })).toThrow(
      expect.objectContaining({ code: 'invalid_input', message: expect.stringContaining('X-Scope-OrgID') }),
    )
  })

  test('a failure to get a token passes through', async () => {
    const endpoint = { url: '', authorization: () => Promise.reject(new DOMException('gone', 'AbortError')) }
    const server = await startServer(echo)
    const prom = createPromClient({ endpoint: { ...endpoint, url: server.url } })
    await expect(prom.instant('up')).rejects.toMatchObject({ name: 'AbortError' })
  })
})
