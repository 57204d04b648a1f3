import { existsSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { Client } from '@modelcontextprotocol/client'
import { StdioClientTransport } from '@modelcontextprotocol/client/stdio'
import { expect, test } from 'vitest'
import { clientEntries } from './clients/client-entries.ts'
import { clientFiles } from './clients/client-files.ts'
import { exitCodes } from './exit-codes.ts'
import { findServers } from './servers/find-servers.ts'

const path = fileURLToPath(new URL('../README.md', import.meta.url))

test('the README has the exit codes as they are', async () => {
  const rows = Object.values(exitCodes).map(({ code, meaning }) => `| ${code} | ${meaning} |`)
  const table = ['| code | meaning |', '| --- | --- |', ...rows, ''].join('\n')
  const [start, end] = ['<!-- generated:exit-codes -->\n', '<!-- /generated -->']
  const readme = readFileSync(path, 'utf8')
  const [before = '', rest = ''] = readme.split(start)
  await expect(`${before}${start}${table}${rest.slice(rest.indexOf(end))}`).toMatchFileSnapshot(path)
})

const built = findServers().every(({ file }) => existsSync(file))

// What a client would start is the build, so there is nothing to try before it.
test.runIf(built)('each entry for a client starts a server that lists its tools', async () => {
  const options = { args: [], env: {}, node: process.execPath }
  const entries = clientEntries(findServers(), clientFiles.claude, options)
  for (const { command, args } of Object.values(entries)) {
    const client = new Client({ name: 'claude-desktop', version: '1' })
    await client.connect(new StdioClientTransport({ command, args, stderr: 'ignore' }))
    const { tools } = await client.listTools()
    await client.close()
    expect(tools.length).toBeGreaterThan(3)
  }
})
