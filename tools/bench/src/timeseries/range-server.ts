import { createServer } from 'node:http'
import { rangeReply } from '../decode/range-reply.ts'

// Run as a process of its own: a Prometheus that gives the same series to every range query: `range-server <series> <points>`.
const [, , series, points] = process.argv
const body = rangeReply(Number(series), Number(points))
const time = Math.floor(Date.now() / 1000)

const server = createServer((request, response) => {
  request.resume()
  const isRange = request.url?.startsWith('/api/v1/query_range') === true
  response.writeHead(200, { 'content-type': 'application/json' })
  response.end(isRange ? body : JSON.stringify({ status: 'success', data: dataFor(request.url ?? '') }))
})
server.listen(0, '127.0.0.1', () => {
  const address = server.address()
  if (address !== null && typeof address === 'object') process.send?.(address.port)
})
process.on('disconnect', () => process.exit())

function dataFor(path: string): unknown {
  if (path.startsWith('/api/v1/query')) return { resultType: 'vector', result: [{ metric: {}, value: [time, '20'] }] }
  if (path.startsWith('/api/v1/status/buildinfo')) return { version: '2.53.3', goVersion: 'go1.22' }
  return []
}
