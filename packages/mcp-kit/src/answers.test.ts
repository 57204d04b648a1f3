import { countTokens } from 'gpt-tokenizer/encoding/o200k_base'
import { describe, expect, onTestFinished, test } from 'vitest'
import { z } from 'zod'
import type { ServerDefinition } from './server-definition.ts'
import { connectClient, protocolVersions } from './testing/index.ts'
import { toolFor } from './tool.ts'

interface Library {
  shelf: string
  seen: string[]
}

const tool = toolFor<Library>()

const write = tool({
  name: 'write',
  title: 'Write',
  description: 'Call it to have a book written.',
  effect: 'write',
  input: z.object({ lines: z.number().default(1) }),
  output: z.object({ lines: z.number(), shelf: z.string() }),
  textTokens: 4000,
  run: async ({ lines }, { shelf }) => ({ lines, shelf }),
  summarize: ({ lines }) => 'A line of a book that goes on and on.\n'.repeat(lines),
  links: ({ shelf }) => [
    { uri: `book://${shelf}`, name: 'book.html', title: 'The book', mimeType: 'text/html', size: 5 },
  ],
})

const fail = tool({
  name: 'fail',
  title: 'Fail',
  description: 'Call it to see it fail.',
  effect: 'read',
  input: z.object({}),
  output: z.object({}),
  run: async () => {
    throw new TypeError('a bug')
  },
  summarize: () => '',
})

const library = (): ServerDefinition<Library> => ({
  name: 'library',
  title: 'Library',
  version: '1',
  instructions: 'Reads.',
  tools: [write, fail],
  context: { shelf: 'main', seen: [] },
  around: async (name, context, run) => {
    context.seen.push(`${name} begins`)
    const answer = await run({ ...context, shelf: `${context.shelf}/${name}` })
    context.seen.push(`${name} answered ${JSON.stringify(answer)}`)
    return answer
  },
  resources: [
    {
      name: 'book',
      title: 'Book',
      description: 'A book, as a page or as text.',
      uri: 'book://{shelf}',
      read: async ({ shelf = '' }) => ({ text: shelf, mimeType: shelf === 'page' ? 'text/html' : 'text/plain' }),
    },
  ],
})

describe.each(protocolVersions)('for a client of %s', (version) => {
  async function connected() {
    const definition = library()
    const client = await connectClient(definition, { version })
    onTestFinished(() => client.close())
    return { client, definition }
  }

  test('an answer links the documents that it made, after its text', async () => {
    const { client } = await connected()
    const { content } = await client.callTool({ name: 'write', arguments: {} })
    expect(content.map(({ type }) => type)).toEqual(['text', 'resource_link'])
    expect(content[1]).toMatchObject({ uri: 'book://main/write', name: 'book.html', mimeType: 'text/html', size: 5 })
  })

  test('a tool may be allowed a longer text, and no text is longer than that', async () => {
    const { client } = await connected()
    const { content } = await client.callTool({ name: 'write', arguments: { lines: 2000 } })
    const text = content[0]?.type === 'text' ? content[0].text : ''
    expect(countTokens(text)).toBeGreaterThan(1500)
    expect(countTokens(text)).toBeLessThanOrEqual(4000)
    expect(text).toContain('left out')
  })

  test('whoever stands around calls gives each its context and learns what came of it', async () => {
    const { client, definition } = await connected()
    await client.callTool({ name: 'write', arguments: {} })
    expect((await client.callTool({ name: 'fail', arguments: {} })).isError).toBe(true)
    expect(definition.context.seen).toEqual([
      'write begins',
      'write answered {"lines":1,"shelf":"main/write"}',
      'fail begins',
    ])
  })

  test('documents of one resource say each of what type they are', async () => {
    const { client } = await connected()
    const typeOf = async (uri: string) => (await client.readResource({ uri })).contents[0]?.mimeType
    expect(await typeOf('book://page')).toBe('text/html')
    expect(await typeOf('book://other')).toBe('text/plain')
  })
})
