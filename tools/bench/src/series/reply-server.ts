import { createServer } from 'node:http'
import { rangeReply } from '../decode/range-reply.ts'

// Run as a process of its own, so that neither side's time has the serving in it: `reply-server <series> <points>`.
const [, , series, points] = process.argv
const body = rangeReply(Number(series), Number(points))

const server = createServer((_, response) => {
  // A connection that is kept would be closed while the other side is busy with a round.
  response.writeHead(200, { 'content-type': 'application/json', 'content-length': body.length, connection: 'close' })
  response.end(body)
})
server.listen(0, '127.0.0.1', () => {
  const address = server.address()
  if (address !== null && typeof address === 'object') process.send?.(address.port)
})
process.on('disconnect', () => process.exit())
