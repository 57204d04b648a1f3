import { Agent, request } from 'node:http'

export interface ToolClient {
  /** The tools that only read. */
  names(): Promise<string[]>
  /** Calls a tool over REST; milliseconds until the last byte. Throws when the tool failed. */
  call(name: string, args: object): Promise<number>
  close(): void
}

interface Listed {
  name: string
  annotations: { readOnlyHint: boolean }
}

/** A client of a server's tools that keeps its connection. */
export function toolClient(url: string): ToolClient {
  const agent = new Agent({ keepAlive: true, noDelay: true })
  const exchange = (method: string, path: string, body = '') =>
    new Promise<string>((resolve, reject) => {
      const headers = { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) }
      const call = request(new URL(path, url), { method, agent, headers }, (response) => {
        let text = ''
        response.setEncoding('utf8')
        response.on('data', (chunk: string) => {
          text += chunk
        })
        response.on('end', () => {
          if (response.statusCode === 200) resolve(text)
          else reject(new Error(`${path} answered ${response.statusCode}: ${text.slice(0, 300)}`))
        })
      })
      call.on('error', reject)
      call.end(body)
    })
  return {
    async names() {
      const { tools }: { tools: Listed[] } = JSON.parse(await exchange('GET', '/tools'))
      return tools.filter(({ annotations }) => annotations.readOnlyHint).map(({ name }) => name)
    },
    async call(name, args) {
      const begun = performance.now()
      await exchange('POST', `/tools/${name}`, JSON.stringify(args))
      return performance.now() - begun
    },
    close: () => agent.destroy(),
  }
}
