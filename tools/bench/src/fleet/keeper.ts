import { createServer, type IncomingMessage, request, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'

interface Kept {
  status: number
  headers: Record<string, string>
  body: Buffer
}

export interface Keeper {
  url: string
  /** How many requests were passed on since it was last asked, and how many bytes were answered. */
  take(): { passedOn: number; answered: number; bytes: number }
  close(): Promise<void>
}

/**
 * Passes requests on to a Prometheus and keeps its replies: what was asked before is answered from memory, so that a repeated tool
 * call shows what the tool itself costs, whatever the Prometheus costs.
 */
export async function startKeeper(target: string): Promise<Keeper> {
  const kept = new Map<string, Kept>()
  let taken = { passedOn: 0, answered: 0, bytes: 0 }
  const server = createServer((incoming, response) => {
    void answer(incoming, response).catch(() => response.destroy())
  })
  async function answer(incoming: IncomingMessage, response: ServerResponse): Promise<void> {
    let body = ''
    for await (const chunk of incoming) body += String(chunk)
    const key = `${incoming.method} ${incoming.url} ${body}`
    let reply = kept.get(key)
    if (reply === undefined) {
      taken.passedOn++
      reply = await passOn(target, incoming, body)
      kept.set(key, reply)
    }
    taken.answered++
    taken.bytes += reply.body.length
    response.writeHead(reply.status, reply.headers).end(reply.body)
  }
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  return {
    url: `http://127.0.0.1:${port}`,
    take: () => {
      const last = taken
      taken = { passedOn: 0, answered: 0, bytes: 0 }
      return last
    },
    close: async () => {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}

function passOn(target: string, incoming: IncomingMessage, body: string): Promise<Kept> {
  const { method, url = '/', headers } = incoming
  const { host: _, connection: __, ...rest } = headers
  return new Promise((resolve, reject) => {
    const call = request(new URL(url, target), { method, headers: rest }, (reply) => {
      const chunks: Buffer[] = []
      reply.on('data', (chunk: Buffer) => chunks.push(chunk))
      reply.on('end', () => {
        const named = ['content-type', 'content-encoding'].flatMap((name) => {
          const value = reply.headers[name]
          return typeof value === 'string' ? [[name, value] as const] : []
        })
        resolve({ status: reply.statusCode ?? 502, headers: Object.fromEntries(named), body: Buffer.concat(chunks) })
      })
      reply.on('error', reject)
    })
    call.on('error', reject)
    call.end(body)
  })
}
