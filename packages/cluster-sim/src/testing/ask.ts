import { request } from 'node:https'
import { checkServerIdentity, type PeerCertificate } from 'node:tls'

export interface Asked {
  ca: string
  method?: string
  headers?: Readonly<Record<string, string>>
  body?: string | Buffer
}

/** One request over HTTPS with any headers at all, `Host` included, which `fetch` would not send. */
export function ask(
  url: string,
  { ca, method = 'GET', headers = {}, body }: Asked,
): Promise<{ status: number; text: string }> {
  return new Promise((resolve, reject) => {
    // The certificate is that of the address, whatever name the Host header pretends.
    const { hostname } = new URL(url)
    const tls = {
      ca,
      agent: false,
      checkServerIdentity: (_: string, cert: PeerCertificate) => checkServerIdentity(hostname, cert),
    }
    const outgoing = request(url, { method, headers, ...tls }, (incoming) => {
      const chunks: Buffer[] = []
      incoming.on('data', (chunk: Buffer) => chunks.push(chunk))
      incoming.on('error', reject)
      incoming.on('end', () => {
        resolve({ status: incoming.statusCode ?? 0, text: Buffer.concat(chunks).toString('utf8') })
      })
    })
    outgoing.on('error', reject)
    outgoing.end(body)
  })
}
