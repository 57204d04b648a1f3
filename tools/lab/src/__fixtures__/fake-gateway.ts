import { createServer } from 'node:http'

export interface FakeGateway {
  url: string
  /** Path and body of each request, in order. */
  requests: { path: string; body: unknown }[]
  close(): Promise<void>
}

type Reply = { status?: number; text: string } | ((form: Record<string, string>) => string)

/** A server on loopback that answers each path with a fixed status and text, or by what a form asks. */
export async function fakeGateway(replies: Record<string, Reply>): Promise<FakeGateway> {
  const requests: FakeGateway['requests'] = []
  const server = createServer((request, response) => {
    let text = ''
    request.on('data', (chunk: Buffer) => {
      text += chunk.toString()
    })
    request.on('end', () => {
      const path = request.url ?? ''
      requests.push({ path, body: text.startsWith('{') ? JSON.parse(text) : text })
      const reply = replies[path]
      if (typeof reply === 'function') return void response.end(reply(Object.fromEntries(new URLSearchParams(text))))
      response.writeHead(reply ? (reply.status ?? 200) : 404).end(reply?.text ?? 'no such path')
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  const port = typeof address === 'object' && address !== null ? address.port : 0
  return {
    url: `http://127.0.0.1:${port}`,
    requests,
    close: async () => {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}
