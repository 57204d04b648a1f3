import { randomBytes } from 'node:crypto'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { gzipSync } from 'node:zlib'
import { afterEach, expect, test } from 'vitest'
import { createPromClient } from './prom-client.ts'

const servers: Server[] = []
afterEach(async () => {
  for (const server of servers.splice(0)) {
    server.closeAllConnections()
    await new Promise((resolve) => server.close(resolve))
  }
})

async function serve(packed: Buffer, length = packed.length) {
  const server = createServer((_, response) => {
    response.writeHead(200, { 'content-type': 'application/json', 'content-encoding': 'gzip' })
    response.end(packed.subarray(0, length))
  })
  servers.push(server)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  return createPromClient({ endpoint: { url: `http://127.0.0.1:${port}` }, retries: 0, maxReplyBytes: 2_000_000 })
}

const names = (count: number, bytes: number) => Array.from({ length: count }, () => randomBytes(bytes).toString('hex'))
const reply = (data: unknown) => gzipSync(JSON.stringify({ status: 'success', data }))

test.each([
  ['small', names(3, 8)],
  ['larger than what is unpacked in one go', names(2000, 64)],
])('a packed reply that is %s is read whole', async (_, data) => {
  const client = await serve(reply(data))
  expect(await client.labelNames()).toEqual(data)
  await client.close()
})

test.each([
  ['small', 8],
  ['large', 64],
])('a %s packed reply that breaks off is a failure with a next step', async (_, bytes) => {
  const packed = reply(names(2000, bytes))
  const client = await serve(packed, Math.floor(packed.length / 2))
  await expect(client.labelNames()).rejects.toMatchObject({
    code: expect.stringMatching(/upstream|unreachable/),
    hint: expect.any(String),
  })
  await client.close()
})

test('a reply that says it is packed and is not is a failure with a next step', async () => {
  const client = await serve(Buffer.from('{"status":"success","data":[]}'))
  await expect(client.labelNames()).rejects.toMatchObject({
    code: expect.stringMatching(/upstream|unreachable/),
    hint: expect.any(String),
  })
  await client.close()
})

test('a small reply that unpacks to more than the limit is too large', async () => {
  const client = await serve(reply([' '.repeat(5_000_000)]))
  await expect(client.labelNames()).rejects.toMatchObject({ code: 'too_large' })
  await client.close()
})
