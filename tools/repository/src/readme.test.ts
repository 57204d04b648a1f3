import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { Client } from '@modelcontextprotocol/client'
import { StdioClientTransport } from '@modelcontextprotocol/client/stdio'
import { expect, test } from 'vitest'
import { z } from 'zod'
import { renderReadme, sampleOf } from './readme.ts'
import { root } from './workspace.ts'

const readme = readFileSync(join(root, 'README.md'), 'utf8')
const built = existsSync(join(root, 'apps/etcd-analyzer/dist/main.js'))

test('the tables of the README are the ones that the code gives', async () => {
  await expect(renderReadme()).toMatchFileSnapshot(join(root, 'README.md'))
})

test('every command that the documents name exists', () => {
  const { scripts }: { scripts: Record<string, string> } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'))
  const own = new Set(['install', 'lab', ...Object.keys(scripts)])
  const documents = ['README.md', 'AGENTS.md', 'CONTRIBUTING.md'].map((name) => readFileSync(join(root, name), 'utf8'))
  const named = documents.flatMap((text) => [...text.matchAll(/(?:^|`)(?:pnpm|npm run) ([a-z][a-z:-]*)/gm)])
  expect(named.length).toBeGreaterThan(5)
  expect(named.map(([, name]) => name).filter((name) => name !== undefined && !own.has(name))).toEqual([])
})

const entrySchema = z.object({
  mcpServers: z.record(
    z.string(),
    z.object({ command: z.string(), args: z.array(z.string()), env: z.record(z.string(), z.string()) }),
  ),
})

// What a client would start is the build, so there is nothing to try before it.
test.runIf(built)('the entry for Claude Desktop starts a server that lists its tools', async () => {
  const { mcpServers } = entrySchema.parse(JSON.parse(sampleOf(readme, 'claude-desktop')))
  for (const { command, args, env } of Object.values(mcpServers)) {
    const client = new Client({ name: 'claude-desktop', version: '1' })
    const located = args.map((arg) => arg.replace('/path/to/ocp-perf/', root))
    await client.connect(new StdioClientTransport({ command, args: located, env, stderr: 'ignore' }))
    const { tools } = await client.listTools()
    await client.close()
    expect(tools.map(({ name }) => name)).toContain('get_etcd_disk_wal_fsync')
  }
})
