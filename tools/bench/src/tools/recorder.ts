import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'

/** A request that a server sent to Prometheus, as it can be sent again. */
export interface Recorded {
  method: string
  path: string
  contentType: string | undefined
  body: string
  /** When it was sent, unix seconds. */
  at: number
}

export interface Recorder {
  url: string
  /** What was sent since it was last asked. */
  take(): Recorded[]
  close(): Promise<void>
}

/**
 * The same question asked now: its window has moved on by whole steps. A window that stands still would hold less and
 * less of the samples that a young Prometheus gathers, and cost it less than the tool's own.
 */
export function asOfNow(recorded: Recorded): Recorded {
  const form = new URLSearchParams(recorded.body)
  const step = Number(form.get('step') ?? 1)
  const moved = Math.floor((Date.now() / 1000 - recorded.at) / step) * step
  for (const name of ['start', 'end', 'time']) {
    const time = form.get(name)
    if (time !== null) form.set(name, String(Number(time) + moved))
  }
  return { ...recorded, body: form.toString() }
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
      recorded.push({ method, path, contentType, body, at: Date.now() / 1000 })
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
