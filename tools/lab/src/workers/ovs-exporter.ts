/**
 * Serves what a lab's Open vSwitch and OVN tell, under the names of OVN-Kubernetes, at /metrics of the loopback interface:
 *
 *   ovs-exporter DIRECTORY PORT
 */
import { setMaxListeners } from 'node:events'
import { createServer } from 'node:http'
import { labPaths } from '../machine/paths.ts'
import { openControl } from '../ovs/control.ts'
import { createCollection } from '../ovs/exporter/collect.ts'

const [directory, port] = process.argv.slice(2)
if (directory === undefined || port === undefined) throw new Error('ovs-exporter DIRECTORY PORT')
const paths = labPaths(directory)
const collect = createCollection(paths, (why) => process.stderr.write(`${why}\n`))

const server = createServer((request, response) => {
  if (request.url !== '/metrics') {
    response.writeHead(404).end()
    return
  }
  // A scrape that was given up must not leave programs behind.
  const gone = new AbortController()
  // Every program of a scrape listens to it.
  setMaxListeners(0, gone.signal)
  response.on('close', () => gone.abort())
  collect(openControl(paths, { timeoutMs: 4_000, signal: gone.signal })).then(
    (text) => response.writeHead(200, { 'content-type': 'text/plain; version=0.0.4' }).end(text),
    (why: unknown) => {
      process.stderr.write(`${why}\n`)
      response.writeHead(500).end()
    },
  )
})
server.listen(Number(port), '127.0.0.1')
