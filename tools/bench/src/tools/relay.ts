import type { AddressInfo } from 'node:net'
import { createServer, connect as open, type Socket } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'

/*
 * A relay in a process of its own: `relay.ts HOST PORT MILLISECONDS` passes bytes on to HOST:PORT, each chunk that much
 * later, in both directions. It measures what waiting costs without a remote cluster.
 */

const [host = '127.0.0.1', port = '0', delay = '0'] = process.argv.slice(2)

/** Passes chunks on in order, each `delay` after it came; the end is passed on last. */
async function pass(from: Socket, to: Socket): Promise<void> {
  let last = Promise.resolve()
  const later = (work: () => void) => {
    const due = sleep(Number(delay))
    last = last.then(() => due).then(work)
  }
  for await (const chunk of from) later(() => to.write(chunk))
  later(() => to.end())
  await last
}

const server = createServer((near) => {
  const far = open({ host, port: Number(port) })
  for (const socket of [near, far]) socket.setNoDelay(true)
  const cut = () => {
    near.destroy()
    far.destroy()
  }
  pass(near, far).catch(cut)
  pass(far, near).catch(cut)
  near.on('error', cut)
  far.on('error', cut)
})
server.listen(0, '127.0.0.1', () => {
  const { port: own } = server.address() as AddressInfo
  process.stderr.write(`${JSON.stringify({ event: 'listening', url: `http://127.0.0.1:${own}` })}\n`)
})
process.on('SIGTERM', () => process.exit())
