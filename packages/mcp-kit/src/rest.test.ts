import { post, send } from '@ocp-perf/http/testing'
import { expect, test } from 'vitest'
import { startExample, until } from './testing/start-example.ts'

test('tools are listed with their schemas', async () => {
  const { url } = await startExample()
  const { json } = await send(`${url}/tools`)
  expect(json.tools).toMatchObject([
    { name: 'greet', inputSchema: { type: 'object', additionalProperties: false }, outputSchema: { type: 'object' } },
    { name: 'who_am_i' },
    { name: 'wait' },
    { name: 'dawdle' },
    { name: 'fail' },
  ])
})

test('a call answers with the text and the data', async () => {
  const { url } = await startExample()
  expect((await post(`${url}/tools/greet`, '{"name":"Ada"}')).json).toEqual({
    text: 'Hello Ada.',
    data: { greeting: 'Hello Ada.' },
  })
  expect((await send(`${url}/tools/who_am_i`, { method: 'POST' })).status).toBe(200)
})

test.each([
  ['/tools/greet', '{"name":"Ada","tims":2}', 400, 'invalid_input'],
  ['/tools/greet', '{"name":1}', 400, 'invalid_input'],
  ['/tools/greet', '{', 400, 'invalid_input'],
  ['/tools/greet', '["Ada"]', 400, 'invalid_input'],
  ['/tools/great', '{}', 404, 'not_found'],
  ['/tools/fail', '{}', 502, 'unreachable'],
  ['/tools/fail', '{"how":"bug"}', 500, 'internal'],
  ['/tools/fail', '{"how":"output"}', 500, 'internal'],
  ['/tools/dawdle', '{}', 504, 'timeout'],
])('POST %s with %s is %i %s', async (path, body, status, code) => {
  const { url, log } = await startExample()
  const answer = await post(`${url}${path}`, body)
  expect(answer).toMatchObject({ status, json: { code, message: expect.any(String) } })
  expect(answer.text).not.toContain('s3cret')
  // The runner logs what a tool did wrong; the route must not log it again.
  expect(log.lines.filter(({ level }) => level === 'error').length).toBeLessThanOrEqual(1)
})

test('GET does not call a tool', async () => {
  const { url } = await startExample()
  expect((await send(`${url}/tools/greet`)).status).toBe(404)
})

test('a client that goes away stops the tool', async () => {
  const { url, cancelled } = await startExample()
  const leave = new AbortController()
  const headers = { 'content-type': 'application/json' }
  const call = fetch(`${url}/tools/wait`, { method: 'POST', headers, body: '{"ms":60000}', signal: leave.signal })
  setTimeout(() => leave.abort(), 50)
  await expect(call).rejects.toMatchObject({ name: 'AbortError' })
  await until(() => cancelled.length > 0)
})

test('the OpenAPI document describes each tool, and every reference in it resolves', async () => {
  const { url } = await startExample()
  const { json, text } = await send(`${url}/openapi.json`)
  expect(json).toMatchObject({
    openapi: '3.1.0',
    info: { title: 'Example', version: '1.0.0' },
    paths: { '/tools/greet': { post: { operationId: 'greet' } } },
  })
  const references = [...text.matchAll(/"\$ref":"#\/([^"]+)"/g)].map(([, path]) => path?.split('/') ?? [])
  expect(references.length).toBeGreaterThan(0)
  for (const path of references) {
    const target = path.reduce((node: unknown, key) => Object(node)[key], json)
    expect(target, path.join('/')).toBeTypeOf('object')
  }
})
