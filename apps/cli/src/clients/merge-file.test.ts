import { mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { mergeIntoFile } from './merge-file.ts'

let folder = ''
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'clients-'))
})
afterEach(() => rm(folder, { recursive: true }))

const entry = { command: '/usr/bin/node', args: ['/x/main.js', '--stdio'] }

test('a file that is not there is made with its folder, for its owner alone', async () => {
  const path = join(folder, 'Claude', 'config.json')
  expect(await mergeIntoFile(path, 'mcpServers', { 'ocp-etcd': entry })).toMatchObject({ added: ['ocp-etcd'] })
  expect(JSON.parse(await readFile(path, 'utf8'))).toEqual({ mcpServers: { 'ocp-etcd': entry } })
  expect((await stat(path)).mode & 0o777).toBe(0o600)
  expect(await readdir(join(folder, 'Claude'))).toEqual(['config.json'])
})

test('everything else in the file stays, and a second time changes nothing', async () => {
  const path = join(folder, 'config.json')
  await writeFile(
    path,
    JSON.stringify({ theme: 'dark', mcpServers: { other: { command: 'x' }, 'ocp-etcd': { command: 'old' } } }),
    { mode: 0o640 },
  )
  expect(await mergeIntoFile(path, 'mcpServers', { 'ocp-etcd': entry })).toMatchObject({ changed: ['ocp-etcd'] })
  expect(JSON.parse(await readFile(path, 'utf8'))).toEqual({
    theme: 'dark',
    mcpServers: { other: { command: 'x' }, 'ocp-etcd': entry },
  })
  expect((await stat(path)).mode & 0o777).toBe(0o640)
  const before = await readFile(path, 'utf8')
  expect(await mergeIntoFile(path, 'mcpServers', { 'ocp-etcd': entry })).toMatchObject({ unchanged: ['ocp-etcd'] })
  expect(await readFile(path, 'utf8')).toBe(before)
})

test.each([
  ['{ // a comment\n "servers": {} }', 'no plain JSON'],
  ['[1]', 'no JSON object'],
  ['{"mcpServers": 3}', 'no object'],
])('%s is left as it is', async (text, reason) => {
  const path = join(folder, 'config.json')
  await writeFile(path, text)
  await expect(mergeIntoFile(path, 'mcpServers', { 'ocp-etcd': entry })).rejects.toMatchObject({
    code: 'invalid_input',
    message: expect.stringContaining(reason),
  })
  expect(await readFile(path, 'utf8')).toBe(text)
})

test('an empty file is an empty configuration; a folder in its place is named', async () => {
  const path = join(folder, 'config.json')
  await writeFile(path, '\n')
  expect(await mergeIntoFile(path, 'servers', { a: entry })).toMatchObject({ added: ['a'] })
  await mkdir(join(folder, 'is-a-folder'))
  await expect(mergeIntoFile(join(folder, 'is-a-folder'), 'servers', { a: entry })).rejects.toMatchObject({
    code: 'forbidden',
    message: expect.stringContaining('is-a-folder'),
  })
})
