import { Agent, request } from 'node:http'
import { gunzipSync } from 'node:zlib'
import type { Recorded } from './recorder.ts'

/** A client with nothing but kept-alive connections: the floor under any tool that needs these answers. */
export interface BareClient {
  /** Sends all at once and waits for the last byte of the last reply; milliseconds. */
  together(requests: readonly Recorded[]): Promise<number>
  /** Sends each when the one before was answered; milliseconds. */
  oneByOne(requests: readonly Recorded[]): Promise<number>
  close(): void
}

export function bareClient(url: string): BareClient {
  const agent = new Agent({ keepAlive: true, noDelay: true })
  const send = ({ method, path, contentType, body }: Recorded) =>
    new Promise<number>((resolve, reject) => {
      const headers = {
        'accept-encoding': 'gzip',
        ...(contentType === undefined ? {} : { 'content-type': contentType }),
        'content-length': Buffer.byteLength(body),
      }
      const call = request(new URL(path, url), { method, agent, headers }, (response) => {
        const chunks: Buffer[] = []
        response.on('data', (chunk: Buffer) => chunks.push(chunk))
        response.on('end', () => {
          const body = Buffer.concat(chunks)
          // A reply that is still packed has not been received.
          resolve((response.headers['content-encoding'] === 'gzip' ? gunzipSync(body) : body).length)
        })
        response.on('error', reject)
      })
      call.on('error', reject)
      call.end(body)
    })
  return {
    async together(requests) {
      const begun = performance.now()
      await Promise.all(requests.map(send))
      return performance.now() - begun
    },
    async oneByOne(requests) {
      const begun = performance.now()
      for (const each of requests) await send(each)
      return performance.now() - begun
    },
    close: () => agent.destroy(),
  }
}
