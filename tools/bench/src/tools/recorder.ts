import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'

/** A request that a server sent to Prometheus, as it can be sent again. */
export interface Recorded {
  method: string
  path: string
  contentType: string | undefined
  body: string
}

export interface Recorder {
  url: string
  /** What was sent since it was last asked. */
  take(): Recorded[]
  close(): Promise<void>
}

/** Passes requests on to a Prometheus and keeps them. */
export async function startRecorder(target: string): Promise<Recorder> {
  let recorded: Recorded[] = []
  const server = createServer((request, response) => {
    void (async () => {
      let body = ''
      for await (const chunk of request) body += String(chunk)
      const { method = 'GET', url: path = '/', headers } = request
      const contentType = headers['content-type']
      recorded.push({ method, path, contentType, body })
      const reply = await fetch(new URL(path, target), {
        method,
        ...(contentType === undefined ? {} : { headers: { 'content-type': contentType } }),
        ...(method === 'POST' ? { body } : {}),
      })
      response.writeHead(reply.status, { 'content-type': reply.headers.get('content-type') ?? 'text/plain' })
      response.end(Buffer.from(await reply.arrayBuffer()))
    })().catch(() => response.destroy())
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  return {
    url: `http://127.0.0.1:${port}`,
    take: () => {
      const taken = recorded
      recorded = []
      return taken
    },
    close: async () => {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}
