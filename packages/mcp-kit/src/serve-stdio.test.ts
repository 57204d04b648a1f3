import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process'
import { StdioClientTransport } from '@modelcontextprotocol/client/stdio'
import { describe, expect, onTestFinished, test } from 'vitest'
import { connect, protocolVersions } from './testing/index.ts'
import { until } from './testing/start-example.ts'

const command = {
  command: process.execPath,
  args: [
    '--conditions=@ocp-perf/source',
    '--import',
    'tsx',
    new URL('./testing/example-stdio.ts', import.meta.url).pathname,
  ],
}

function start(): { child: ChildProcessWithoutNullStreams; out: () => string; err: () => string } {
  const child = spawn(command.command, command.args)
  onTestFinished(() => void child.kill())
  let out = ''
  let err = ''
  child.stdout.on('data', (chunk) => {
    out += chunk
  })
  child.stderr.on('data', (chunk) => {
    err += chunk
  })
  return { child, out: () => out, err: () => err }
}

function ended(child: ChildProcessWithoutNullStreams): Promise<number | null> {
  return new Promise((resolve) => child.once('exit', resolve))
}

const line = (message: object) => `${JSON.stringify({ jsonrpc: '2.0', ...message })}\n`
const initialize = line({
  id: 1,
  method: 'initialize',
  params: { protocolVersion: '2025-11-25', capabilities: {}, clientInfo: { name: 'test', version: '1' } },
})

describe.each(protocolVersions)('over stdio with a client of %s', (version) => {
  test('a call answers', async () => {
    const client = await connect(new StdioClientTransport({ ...command, stderr: 'ignore' }), version)
    onTestFinished(() => client.close())
    expect(client.getNegotiatedProtocolVersion()).toBe(version)
    const result = await client.callTool({ name: 'greet', arguments: { name: 'Ada' } })
    expect(result.structuredContent).toEqual({ greeting: 'Hello Ada.' })
  })
})

test('standard output has nothing but messages, and when standard input closes, the running call is cancelled and the process ends by itself', async () => {
  const { child, out, err } = start()
  child.stdin.write(initialize)
  await until(() => out().includes('\n') && err().includes('a stray line'))
  const messages = out().trim().split('\n')
  expect(messages.map((message) => JSON.parse(message).jsonrpc)).toEqual(['2.0'])
  child.stdin.write(line({ id: 2, method: 'tools/call', params: { name: 'wait', arguments: { ms: 60_000 } } }))
  await new Promise((resolve) => setTimeout(resolve, 100))
  child.stdin.end()
  expect(await ended(child)).toBe(0)
  expect(err()).toContain('"Cancelled"')
  expect(err()).toContain('"Ended"')
})

test('a client that closes the pipe it reads from ends the process too', async () => {
  const { child, out } = start()
  child.stdin.write(initialize)
  await until(() => out().includes('\n'))
  child.stdout.destroy()
  child.stdin.write(line({ id: 2, method: 'tools/list' }))
  expect(await ended(child)).toBe(0)
})
