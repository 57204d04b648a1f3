import type { Client } from '@modelcontextprotocol/client'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { ServerDefinition } from '../server-definition.ts'
import { connectClient, protocolVersions } from './connect-client.ts'

export interface DescribeServerOptions {
  /** What tools are called with, by name; a tool that is not named is called without arguments. */
  args?: Readonly<Record<string, Readonly<Record<string, unknown>>>>
}

/**
 * Tests that every server should pass: the real client lists the same tools in both protocol generations, each read
 * tool answers with a text and data of its schema, unknown arguments are refused by name, and the public surface is
 * the one in the snapshot.
 */
export function describeServer<Context>(
  name: string,
  create: () => ServerDefinition<Context> | Promise<ServerDefinition<Context>>,
  { args = {} }: DescribeServerOptions = {},
): void {
  describe(name, () => {
    const clients: Client[] = []
    const current = (): Client => {
      const [client] = clients
      if (client === undefined) throw new Error('The server did not start.')
      return client
    }
    beforeAll(async () => {
      const definition = await create()
      for (const version of protocolVersions) clients.unshift(await connectClient(definition, { version }))
    })
    afterAll(async () => {
      await Promise.all(clients.map((client) => client.close()))
    })

    test('the public surface is the recorded one', async () => {
      expect(await surface(current())).toMatchSnapshot()
    })

    test('both protocol generations offer the same', async () => {
      const surfaces = await Promise.all(clients.map(surface))
      expect(surfaces[1]).toEqual(surfaces[0])
    })

    test('each read tool answers with a text and data of its schema', async () => {
      for (const tool of await readTools(current())) {
        // The client checks the data against the schema that the server listed.
        const result = await current().callTool({ name: tool, arguments: { ...args[tool] } })
        expect(result, tool).not.toHaveProperty('isError', true)
        expect(result.structuredContent, tool).toBeTypeOf('object')
        expect(textOf(result.content), tool).not.toBe('')
      }
    })

    test('each tool refuses an argument that it does not know, by name', async () => {
      const { tools } = await current().listTools()
      for (const { name: tool } of tools) {
        const result = await current().callTool({ name: tool, arguments: { ...args[tool], not_an_argument: 1 } })
        expect(textOf(result.content), tool).toContain('"not_an_argument"')
      }
    })
  })
}

async function readTools(client: Client): Promise<string[]> {
  const { tools } = await client.listTools()
  return tools.filter(({ annotations }) => annotations?.readOnlyHint === true).map(({ name }) => name)
}

async function surface(client: Client): Promise<object> {
  const { tools } = await client.listTools()
  const has = client.getServerCapabilities()
  const resources = has?.resources === undefined ? [] : (await client.listResources()).resources
  const templates = has?.resources === undefined ? [] : (await client.listResourceTemplates()).resourceTemplates
  const prompts = has?.prompts === undefined ? {} : { prompts: (await client.listPrompts()).prompts }
  return { instructions: client.getInstructions(), tools, resources, templates, ...prompts }
}

function textOf(content: readonly { type: string }[]): string {
  return content.map((block) => ('text' in block ? String(block.text) : '')).join('\n')
}
