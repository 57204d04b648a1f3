import { createServer } from 'node:http'
import { toNodeHandler } from '@modelcontextprotocol/node'
import { createMcpHandler, McpServer } from '@modelcontextprotocol/server'
import { trivial } from './trivial.ts'

/** The same tool on the SDK alone, as its documentation serves it. */
const handler = toNodeHandler(
  createMcpHandler(() => {
    const server = new McpServer({ name: 'bare', version: '1' }, { capabilities: { tools: {} } })
    const { name, title, description, input, output } = trivial
    const config = { title, description, inputSchema: input, outputSchema: output, annotations: { readOnlyHint: true } }
    server.registerTool(name, config, async ({ left, right }) => ({
      content: [{ type: 'text', text: String(left + right) }],
      structuredContent: { sum: left + right },
    }))
    return server
  }),
)

const server = createServer((request, response) => {
  const { method = 'GET', url = '/' } = request
  void handler(Object.assign(request, { method, url }), response)
})
server.listen(0, '127.0.0.1', () => {
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('A TCP server has a port.')
  process.stderr.write(`${JSON.stringify({ event: 'listening', url: `http://127.0.0.1:${address.port}` })}\n`)
})
