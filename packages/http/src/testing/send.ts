import { type IncomingHttpHeaders, type RequestOptions, request } from 'node:http'

interface Answer {
  status: number
  headers: IncomingHttpHeaders
  text: string
  /** The body parsed as JSON. */
  json: Record<string, unknown>
}

/** One request with any headers at all, `Host` included, which `fetch` would not send. */
export function send(url: string, options: RequestOptions = {}, body?: string): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const outgoing = request(url, { agent: false, ...options }, (incoming) => {
      const chunks: Buffer[] = []
      incoming.on('data', (chunk: Buffer) => chunks.push(chunk))
      incoming.on('error', reject)
      incoming.on('end', () => {
        const text = Buffer.concat(chunks).toString('utf8')
        const isJson = incoming.headers['content-type']?.includes('json') ?? false
        const json = isJson ? JSON.parse(text) : {}
        resolve({ status: incoming.statusCode ?? 0, headers: incoming.headers, text, json })
      })
    })
    outgoing.on('error', reject)
    outgoing.end(body)
  })
}

/** Sends JSON by POST. */
export function post(url: string, body: string, headers: Record<string, string> = {}): Promise<Answer> {
  return send(url, { method: 'POST', headers: { 'content-type': 'application/json', ...headers } }, body)
}
