import { Writable } from 'node:stream'
import { StdioServerTransport, serveStdio as serveConnection } from '@modelcontextprotocol/server/stdio'
import type { Log } from '@ocp-perf/http'
import { createMcpServer } from './mcp-server.ts'
import type { ServerDefinition } from './server-definition.ts'
import { createToolRunner } from './tool-runner.ts'

export interface StdioOptions {
  log: Log
}

/**
 * Serves one client on standard input and output, and resolves when that client is gone; calls that still run are
 * then cancelled. Whatever else writes to standard output meanwhile ends up on standard error, since a stray line
 * would break the protocol.
 */
export async function serveStdio<Context>(definition: ServerDefinition<Context>, { log }: StdioOptions): Promise<void> {
  const runner = createToolRunner(definition, { log })
  const createServer = createMcpServer(definition, { runner, log })
  const { output, giveBack } = takeStandardOutput(log)
  const ended = new Promise<void>((resolve) => {
    process.stdin.once('end', resolve)
    process.stdin.once('close', resolve)
    output.once('close', resolve)
  })
  const connection = serveConnection(() => createServer(), {
    transport: new StdioServerTransport(process.stdin, output),
    onerror: (error) => log.warn({ err: error }, 'The connection had an error'),
  })
  log.info({ event: 'listening', transport: 'stdio' }, 'Serving standard input and output')
  await ended
  await connection.close()
  giveBack()
}

/** Keeps standard output for the one stream that is returned. */
function takeStandardOutput(log: Log): { output: Writable; giveBack: () => void } {
  const { stdout } = process
  const write = stdout.write
  const output = new Writable({
    decodeStrings: false,
    write: (chunk, encoding, done) => {
      Reflect.apply(write, stdout, [chunk, encoding, done])
    },
  })
  // Both listeners stay: an error that comes after the client is gone must not end the process.
  stdout.on('error', (error) => output.destroy(error))
  output.on('error', () => {})
  stdout.write = new Proxy(write, {
    apply: (_write, _stdout, args) => {
      log.warn({ event: 'stray-output' }, 'Something wrote to standard output; it is on standard error now')
      return Reflect.apply(process.stderr.write, process.stderr, args)
    },
  })
  return {
    output,
    giveBack: () => {
      stdout.write = write
    },
  }
}
