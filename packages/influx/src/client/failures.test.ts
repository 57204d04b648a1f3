import type { ServerResponse } from 'node:http'
import { createServer } from 'node:net'
import { expect, test } from 'vitest'
import type { InfluxSettings } from '../source.ts'
import { type Answer, clientOf, failureOf, type SeenCall, send, standIn } from '../testing/influx-server.ts'

const query = 'from(bucket: "b") |> range(start: -1h)'
const json = (status: number, body: unknown) => {
  return (_call: SeenCall, response: ServerResponse) =>
    void response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body))
}

async function failing(answer: Answer, settings: Partial<InfluxSettings> = {}, text = query) {
  const server = await standIn(answer)
  const failed = await failureOf(clientOf(server.url, settings).query({ query: text }))
  expect(failed.hint, 'every failure says what to do next').toMatch(/\w{3}/)
  return failed
}

test.each([
  [401, { code: 'unauthorized', message: 'unauthorized access' }, 'unauthorized', /token/i],
  [403, { code: 'forbidden', message: 'insufficient permissions' }, 'forbidden', /read/],
  [
    400,
    { code: 'invalid', message: 'compilation failed: error @1:1-1:5: undefined identifier' },
    'bad_query',
    /Correct/,
  ],
  [404, { code: 'not found', message: 'organization name "o" not found' }, 'not_found', /organization/],
  [413, {}, 'too_large', /shorter window/],
  [429, {}, 'rate_limited', /Wait/],
  [500, { message: 'panic: boom' }, 'upstream', /\w/],
  [503, {}, 'upstream', /again/],
  [504, {}, 'timeout', /shorter window/],
] as const)('%i is told as it is meant', async (status, body, code, hint) => {
  expect(await failing(json(status, body))).toMatchObject({ code, hint: expect.stringMatching(hint) })
})

test('a bucket that is not there is told with those that come near', async () => {
  const failed = await failing(
    (call, response) => {
      if (call.path === '/api/v2/buckets')
        json(200, { buckets: [{ name: 'metrics' }, { name: 'logs' }] })(call, response)
      else
        json(404, { code: 'not found', message: 'failed to initialize execute state: could not find bucket "metrix"' })(
          call,
          response,
        )
    },
    { bucket: 'logs' },
  )
  expect(failed).toMatchObject({ code: 'not_found', hint: 'Did you mean metrics?' })
})

test('a wait that would outlast the time limit is not begun', async () => {
  const server = await standIn((_call, response) => void response.writeHead(429, { 'retry-after': '60' }).end())
  const failed = await failureOf(clientOf(server.url, {}, { retries: 2, timeoutMs: 5_000 }).query({ query }))
  expect(failed).toMatchObject({ code: 'rate_limited', retryAfterSeconds: 60 })
  expect(server.calls).toHaveLength(2)
})

test('rows that are none are told as what they are', async () => {
  const server = await standIn((_call, response) => send(response, '[1]\n', 'application/jsonl'))
  const failed = await failureOf(clientOf(server.url, { version: 'v3', bucket: 'b' }).query({ query: 'SELECT 1' }))
  expect(failed).toMatchObject({ code: 'upstream', message: expect.stringContaining('rows') })
})

test('a page, a login and a redirect of a proxy are told apart', async () => {
  const page = await failing((_call, response) => send(response, '<html>Welcome</html>', 'text/html'))
  expect(page).toMatchObject({ code: 'upstream', message: expect.stringContaining('web page') })
  const login = await failing((_call, response) => send(response, '<html><input type="password"></html>', 'text/html'))
  expect(login.code).toBe('unauthorized')
  const moved = await failing(
    (_call, response) => void response.writeHead(301, { location: 'https://u:pw@new.example.com/x?token=1' }).end(),
  )
  expect(moved).toMatchObject({ code: 'not_found', message: expect.stringContaining('https://new.example.com/x') })
  expect(moved.message).not.toMatch(/pw|token=/)
})

test('a reply that is too large is not read to its end', async () => {
  const server = await standIn((_call, response) => {
    response.writeHead(200, { 'content-type': 'text/csv' })
    const pump = () => {
      while (!response.destroyed && response.write(`,,0,x${'y'.repeat(1000)}\r\n`));
    }
    response.on('drain', pump)
    pump()
  })
  const failed = await failureOf(clientOf(server.url).query({ query }, { maxBytes: 2 ** 20 }))
  expect(failed).toMatchObject({ code: 'too_large', hint: expect.stringContaining('aggregate') })
})

test('an answer with too many points is refused with how to narrow it', async () => {
  const rows = Array.from({ length: 20 }, (_, row) => `,,0,${new Date(row * 1000).toISOString()},1`)
  const body = ['#datatype,string,long,dateTime:RFC3339,double', ',result,table,_time,_value', ...rows, ''].join('\n')
  const server = await standIn((_call, response) => send(response, body))
  const failed = await failureOf(clientOf(server.url).query({ query }, { maxPoints: 10 }))
  expect(failed).toMatchObject({ code: 'too_large', message: expect.stringContaining('10 points') })
})

test('a connection that breaks off in the middle is unreachable, and tried again', async () => {
  const server = await standIn((_call, response) => {
    response.writeHead(200, { 'content-type': 'text/csv' })
    response.write('#datatype,string,long,dateTime:RFC3339,double\n', () => response.destroy())
  })
  const failed = await failureOf(clientOf(server.url, {}, { retries: 1 }).query({ query }))
  expect(failed).toMatchObject({ code: 'unreachable', retryable: true })
  expect(server.calls.filter(({ path }) => path === '/api/v2/query')).toHaveLength(2)
})

test('a server that is not there is unreachable', async () => {
  const failed = await failureOf(clientOf('http://127.0.0.1:1').query({ query }))
  expect(failed.code).toBe('unreachable')
})

test('a server that keeps silent ends in a timeout, and an abort passes as the caller’s reason', async () => {
  const server = createServer()
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  const url = `http://127.0.0.1:${typeof address === 'object' && address !== null ? address.port : 0}`
  try {
    const client = clientOf(url)
    expect((await failureOf(client.query({ query }, { timeoutMs: 50 }))).code).toBe('timeout')
    const reason = new Error('enough')
    const asked = client.query({ query }, { signal: AbortSignal.abort(reason) })
    await expect(asked).rejects.toBe(reason)
    const closing = failureOf(client.query({ query }))
    await client.close()
    expect((await closing).code).toBe('unreachable')
  } finally {
    server.close()
  }
})

test('what cannot be asked is refused before it is sent', async () => {
  const server = await standIn(json(200, {}))
  const ask = (settings: Partial<InfluxSettings>, text: string) =>
    failureOf(clientOf(server.url, settings).query({ query: text }))
  expect(await ask({ org: undefined }, query)).toMatchObject({
    code: 'invalid_input',
    message: expect.stringContaining('organization'),
  })
  expect(await ask({ version: 'v3', bucket: 'b' }, query)).toMatchObject({
    code: 'bad_query',
    hint: expect.stringContaining('SQL'),
  })
  expect(await ask({ version: 'v3' }, 'SELECT 1')).toMatchObject({
    code: 'invalid_input',
    message: expect.stringContaining('database'),
  })
  expect(await ask({ version: 'v1' }, 'WITH a AS (SELECT 1) SELECT * FROM a')).toMatchObject({ code: 'bad_query' })
  expect(await ask({}, `${query} |> to(bucket: "x")`)).toMatchObject({ code: 'bad_query' })
  expect(server.calls.filter(({ path }) => path !== '/ping')).toEqual([])
})

test('a server that does not say what it is must be told by version', async () => {
  const server = await standIn(json(200, { hello: 1 }), 'something')
  const failed = await failureOf(clientOf(server.url).dialect())
  expect(failed).toMatchObject({ code: 'not_found', hint: expect.stringContaining('version') })
  expect(await clientOf(server.url, { version: 'v2' }).dialect()).toBe('v2')
})

test('no secret is in any failure, not even where the server echoes it', async () => {
  const canary = 'c4n4ry-s3cr3t'
  const credentials: Partial<InfluxSettings>[] = [
    { token: canary },
    { token: `u:${canary}` },
    { token: undefined, username: 'u', password: canary, version: 'v1' },
    { headers: { 'x-key': canary } },
  ]
  const answers: Answer[] = [400, 401, 403, 404, 500, 503].flatMap((status): Answer[] => [
    (call, response) =>
      json(status, { message: `you sent ${call.headers.authorization} ${canary} ${call.headers['x-key']}` })(
        call,
        response,
      ),
    (call, response) =>
      void response.writeHead(302, { location: `https://x/${canary}/${call.headers.authorization}` }).end(),
  ])
  answers.push((call, response) => send(response, `error,reference\n${canary} ${call.headers.authorization},1\n`))
  answers.push((call, response) =>
    send(
      response,
      JSON.stringify({ results: [{ error: `${canary} ${call.headers.authorization}` }] }),
      'application/json',
    ),
  )
  for (const settings of credentials) {
    for (const answer of answers) {
      const failed = await failing(answer, settings, settings.version === 'v1' ? 'SELECT a FROM b' : query)
      const told = `${failed.message} ${failed.hint}`
      expect(told).not.toContain(canary)
      expect(told).not.toContain(Buffer.from(`u:${canary}`).toString('base64'))
    }
  }
  const url = `http://u:${canary}@localhost`
  expect(() => clientOf(url)).toThrow(expect.objectContaining({ message: expect.not.stringContaining(canary) }))
})
