import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { expect, onTestFinished, test } from 'vitest'
import { probe } from './probe.ts'

test('an answer without end is cut off, and the connection with it', async () => {
  let ended = (_sent: number) => {}
  const sent = new Promise<number>((resolve) => {
    ended = resolve
  })
  const server = createServer((_, response) => {
    const megabyte = Buffer.alloc(1024 * 1024)
    let count = 0
    const write = () => {
      count += 1
      if (response.write(megabyte)) {
        setImmediate(write)
      }
    }
    response.on('drain', write)
    response.on('close', () => ended(count))
    write()
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => void server.close())
  const { port } = server.address() as AddressInfo
  await expect(probe('GET', `http://127.0.0.1:${port}/`, undefined, { who: 'It' })).rejects.toMatchObject({
    code: 'too_large',
    message: 'It sent more than 1 MB.',
  })
  expect(await sent).toBeLessThan(100)
})
