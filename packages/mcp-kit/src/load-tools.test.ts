import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { pathToFileURL } from 'node:url'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { loadTools } from './load-tools.ts'

// Under this package, so that the files in it find zod as tools do.
const root = new URL('../node_modules/.load-tools-', import.meta.url)
let folder: URL

const toolFile = (name: string) => `
import { z } from 'zod'
export default {
  name: '${name}', title: 'T', description: 'D', effect: 'read',
  input: z.object({}), output: z.object({}), run: async () => ({}), summarize: () => 'ok',
}`

beforeAll(async () => {
  folder = pathToFileURL(`${await mkdtemp(root.pathname)}/`)
})
afterAll(() => rm(folder, { recursive: true }))

async function folderWith(name: string, files: Record<string, string>): Promise<URL> {
  const url = new URL(`${name}/`, folder)
  await mkdir(url)
  await Promise.all(Object.entries(files).map(([file, text]) => writeFile(new URL(file, url), text)))
  return url
}

test('tools are read in the order of their names, and what is not a tool file is left alone', async () => {
  const url = await folderWith('good', {
    'get-b.js': toolFile('get_b'),
    'get-a.js': toolFile('get_a'),
    'get-a.test.js': 'throw new Error("a test")',
    'get-a.d.ts': 'export {}',
    'get-a.js.map': '{}',
  })
  expect((await loadTools(url)).map(({ name }) => name)).toEqual(['get_a', 'get_b'])
})

test('a file that is not named after its tool is named', async () => {
  const url = await folderWith('misnamed', { 'get-a.js': toolFile('get_b') })
  await expect(loadTools(url)).rejects.toMatchObject({
    code: 'invalid_input',
    message: 'get-a.js holds the tool get_b, not get_a.',
  })
})

test('a file without a tool, and a folder without files, are refused', async () => {
  const url = await folderWith('empty-file', { 'get-a.js': 'export const a = 1' })
  await expect(loadTools(url)).rejects.toThrow('get-a.js has no tool as its default export')
  await expect(loadTools(await folderWith('empty', {}))).rejects.toThrow('holds no tools')
})
