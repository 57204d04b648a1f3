import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { expect, onTestFinished, test } from 'vitest'
import { settle } from './settle.ts'
import { startLimit } from './start-limit.ts'
import { testContext } from './testing/index.ts'

test('a cluster that never answers is told of at the start, and does not end it', async () => {
  const silent = createServer(() => {}).listen(0, '127.0.0.1')
  await once(silent, 'listening')
  const { port } = silent.address() as AddressInfo
  const context = testContext({ url: `http://127.0.0.1:${port}` })
  onTestFinished(async () => {
    await context.close()
    silent.closeAllConnections()
    silent.close()
  })
  const { error } = await settle(context.cluster(undefined, startLimit('demo', 50)))
  expect(error).toMatchObject({ code: 'timeout', message: expect.stringContaining('demo'), hint: expect.any(String) })
})
