import { recordingLog } from '@ocp-perf/http/testing'
import { describe, expect, onTestFinished, test } from 'vitest'
import { z } from 'zod'
import { exampleServer } from './testing/example-server.ts'
import { connectClient, protocolVersions } from './testing/index.ts'

describe.each(protocolVersions)('with a client of %s', (version) => {
  async function clientOf(definition = exampleServer(), log = recordingLog()) {
    const client = await connectClient(definition, { version, log })
    onTestFinished(() => client.close())
    return client
  }

  test('the negotiated protocol is the one the client speaks, and instructions arrive', async () => {
    const client = await clientOf()
    expect(client.getNegotiatedProtocolVersion()).toBe(version)
    expect(client.getInstructions()).toBe('Greets.')
    expect(client.getServerVersion()).toMatchObject({ name: 'example', title: 'Example', version: '1.0.0' })
  })

  test('hints follow from the effect', async () => {
    const { tools } = await (await clientOf()).listTools()
    const hints = Object.fromEntries(tools.map(({ name, annotations }) => [name, annotations]))
    expect(hints.greet).toEqual({ readOnlyHint: true, openWorldHint: false })
    expect(hints.fail).toEqual({ readOnlyHint: false, destructiveHint: true, openWorldHint: false })
  })

  test('a call answers with a text and structured data', async () => {
    const result = await (await clientOf()).callTool({ name: 'greet', arguments: { name: 'Ada' } })
    expect(result.content).toEqual([{ type: 'text', text: 'Hello Ada.' }])
    expect(result.structuredContent).toEqual({ greeting: 'Hello Ada.' })
  })

  test('a failure is an error result with the report beside its text', async () => {
    const result = await (await clientOf()).callTool({ name: 'fail', arguments: {} })
    expect(result.isError).toBe(true)
    expect(result.content).toMatchObject([{ text: 'unreachable: Prometheus did not answer. Hint: Check the URL.' }])
    expect(result._meta).toMatchObject({ 'ocp-perf/error': { code: 'unreachable', retryable: true } })
    expect(result).not.toHaveProperty('structuredContent')
  })

  test('a tool that does not exist is a protocol error that names near ones', async () => {
    const client = await clientOf()
    await expect(client.callTool({ name: 'great', arguments: {} })).rejects.toMatchObject({
      code: -32602,
      message: expect.stringContaining('Did you mean greet?'),
    })
  })

  test('a client that asks for progress gets it', async () => {
    const client = await clientOf()
    const seen: unknown[] = []
    const options = { onprogress: (progress: unknown) => seen.push(progress) }
    await client.callTool({ name: 'wait', arguments: { ms: 10 } }, options)
    expect(seen).toMatchObject([{ progress: 1, total: 2, message: 'half way' }])
  })

  test('resources and templates are listed and read', async () => {
    const client = await clientOf()
    expect((await client.listResources()).resources).toMatchObject([{ uri: 'example://motto', name: 'motto' }])
    const { resourceTemplates } = await client.listResourceTemplates()
    expect(resourceTemplates).toMatchObject([
      { uriTemplate: 'example://letters/{person}{?tone,length}' },
      { uriTemplate: 'example://novels/{name}' },
    ])
    const letter = await client.readResource({ uri: 'example://letters/ada?tone=warm' })
    expect(letter.contents).toEqual([
      { uri: 'example://letters/ada?tone=warm', mimeType: 'text/markdown', text: 'Dear ada, (warm)' },
    ])
  })

  test('a resource that is not there is not found, and a bug says nothing of itself', async () => {
    const client = await clientOf()
    await expect(client.readResource({ uri: 'example://elsewhere' })).rejects.toMatchObject({
      message: expect.stringMatching(/not found/i),
    })
    await expect(client.readResource({ uri: 'example://letters/nobody' })).rejects.toThrow(/Nobody has no letters/)
    const bug = await client.readResource({ uri: 'example://letters/bug' }).catch((error: Error) => error)
    expect(String(bug)).not.toContain('s3cret')
  })

  test('a URI of any length that names nothing is answered and logged in a few words', async () => {
    const log = recordingLog()
    const client = await clientOf(exampleServer(), log)
    const failure = await client
      .readResource({ uri: `example://${'x'.repeat(100_000)}` })
      .catch((error: Error) => error)
    expect(JSON.stringify(failure) + String(failure)).toMatch(/not found/i)
    expect((JSON.stringify(failure) + String(failure)).length).toBeLessThan(2_000)
    expect(JSON.stringify(log.lines).length).toBeLessThan(2_000)
  })

  test('template variables complete', async () => {
    const client = await clientOf()
    const ref = { type: 'ref/resource' as const, uri: 'example://letters/{person}{?tone,length}' }
    const { completion } = await client.complete({ ref, argument: { name: 'person', value: 'a' } })
    expect(completion).toMatchObject({ values: ['ada', 'alan'], total: 2, hasMore: false })
    const other = await client.complete({ ref, argument: { name: 'tone', value: '' } })
    expect(other.completion.values).toEqual([])
  })

  test('a read that takes too long is a timeout, and the reader is told to stop', async () => {
    const cancelled: string[] = []
    const client = await clientOf(exampleServer((what) => cancelled.push(what)))
    await expect(client.readResource({ uri: 'example://novels/endless' })).rejects.toThrow(/timeout: .*0\.2 s/)
    expect(cancelled).toEqual(['novel'])
  })

  test('completions that take too long are none, and the completer is told to stop', async () => {
    const cancelled: string[] = []
    const client = await clientOf(exampleServer((what) => cancelled.push(what)))
    const ref = { type: 'ref/resource' as const, uri: 'example://novels/{name}' }
    const { completion } = await client.complete({ ref, argument: { name: 'name', value: 'a' } })
    expect(completion.values).toEqual([])
    expect(cancelled).toEqual(['novel names'])
  })

  test('what extend registers is served beside the definition, which wins over the same name', async () => {
    const client = await clientOf({
      ...exampleServer(),
      extend: {
        register(server) {
          const answer = async () => ({ content: [{ type: 'text' as const, text: 'from the SDK' }] })
          server.registerTool('extra', { description: 'Extra.', inputSchema: z.object({}) }, answer)
          server.registerTool('greet', { description: 'Not this.', inputSchema: z.object({}) }, answer)
          server.registerPrompt('hello', { description: 'A prompt.' }, () => ({ messages: [] }))
        },
      },
    })
    const { tools } = await client.listTools()
    expect(tools.map(({ name }) => name)).toEqual(['greet', 'who_am_i', 'wait', 'dawdle', 'fail', 'extra'])
    expect((await client.callTool({ name: 'extra', arguments: {} })).content).toMatchObject([{ text: 'from the SDK' }])
    const greeting = await client.callTool({ name: 'greet', arguments: { name: 'Ada' } })
    expect(greeting.content).toMatchObject([{ text: 'Hello Ada.' }])
    expect((await client.listPrompts()).prompts).toMatchObject([{ name: 'hello' }])
  })
})
