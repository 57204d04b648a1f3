/**
 * Carries TCP between this machine's loopback and a namespace. A Unix socket's path is the same in every network
 * namespace, so one process listens outside, another connects inside, and neither needs to change namespaces.
 *
 *   relay outside READY_FILE NAME=SOCKET...      listens on free ports of 127.0.0.1, writes {NAME: port} to READY_FILE
 *   relay inside READY_FILE SOCKET=HOST:PORT...  listens on the sockets, connects to the targets
 */
import { renameSync, rmSync, writeFileSync } from 'node:fs'
import { connect, createServer, type NetConnectOpts, type Server, type Socket } from 'node:net'

const [side, readyFile = '', ...routes] = process.argv.slice(2)

/** `a=b` as a pair; the target may hold no further `=`. */
function splitRoute(route: string): [string, string] {
  const at = route.indexOf('=')
  return [route.slice(0, at), route.slice(at + 1)]
}

function relayTo(target: NetConnectOpts): Server {
  // Half-open connections are kept, since HTTP clients may close their side before they have read the answer.
  return createServer({ allowHalfOpen: true, noDelay: true }, (client) => {
    const upstream = connect({ ...target, allowHalfOpen: true, noDelay: true })
    join(client, upstream)
    join(upstream, client)
  })
}

/** Passes bytes on; when one side breaks, so does the other, as it would without a relay. */
function join(from: Socket, to: Socket): void {
  from.pipe(to)
  from.on('error', () => to.destroy())
  from.on('close', () => to.destroySoon())
}

async function listen(server: Server, where: { port: number; host: string } | { path: string }): Promise<number> {
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(where, resolve)
  })
  const address = server.address()
  return typeof address === 'object' && address !== null ? address.port : 0
}

const ports: Record<string, number> = {}
for (const [from, to] of routes.map(splitRoute)) {
  if (side === 'outside') {
    ports[from] = await listen(relayTo({ path: to }), { host: '127.0.0.1', port: 0 })
  } else {
    const [host = '', port = ''] = to.split(':')
    rmSync(from, { force: true })
    await listen(relayTo({ host, port: Number(port) }), { path: from })
  }
}
writeFileSync(`${readyFile}.new`, JSON.stringify(ports))
renameSync(`${readyFile}.new`, readyFile)
