import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { z } from 'zod'
import { loadSources } from './load-sources.ts'

const schema = z.strictObject({
  name: z.string(),
  url: z.string(),
  key_file: z.string().optional(),
  quiet: z.boolean().optional(),
})
const variables = { NEW_URL: 'url', OLD_URL: 'url', KEY: 'key_file', QUIET: 'quiet' }

async function load(text: string | undefined, env: NodeJS.ProcessEnv = {}, path?: string) {
  const configDir = mkdtempSync(join(tmpdir(), 'sources-'))
  onTestFinished(() => rmSync(configDir, { recursive: true }))
  if (text !== undefined) writeFileSync(join(configDir, 'things.yaml'), text)
  const loaded = await loadSources({
    configDir,
    file: 'things.yaml',
    schema,
    variables,
    switches: ['quiet'],
    env,
    path,
  })
  return { ...loaded, configDir }
}

test('paths are relative to the file, and ~ is the home folder', async () => {
  const text = 'sources: [{name: a, url: x, key_file: k}, {name: b, url: y, key_file: ~/k}]'
  const { sources, configDir } = await load(text, { HOME: '/home/me' })
  expect(sources.map(({ key_file }) => key_file)).toEqual([join(configDir, 'k'), '/home/me/k'])
})

test('a flat file is one source, which may have a name of its own', async () => {
  expect(await load('url: x')).toMatchObject({ sources: [{ name: 'default', url: 'x' }], current: 'default' })
  expect(await load('name: own\nurl: x')).toMatchObject({ sources: [{ name: 'own' }], current: 'own' })
})

test('of two variables for one setting the first that is set counts, and a switch is a truth', async () => {
  const both = { NEW_URL: 'new', OLD_URL: 'old', QUIET: 'yes' }
  expect((await load(undefined, both)).sources).toEqual([{ name: 'default', url: 'new', quiet: true }])
  expect((await load(undefined, { OLD_URL: 'old', NEW_URL: ' ' })).sources).toMatchObject([{ url: 'old' }])
  await expect(load(undefined, { OLD_URL: 'old', QUIET: 'maybe' })).rejects.toThrow(/^QUIET: /)
})

test('without file and variables there is none, but a file that somebody names must be there', async () => {
  expect(await load(undefined)).toMatchObject({ sources: [], from: 'the environment' })
  await expect(load(undefined, {}, '/nowhere/things.yaml')).rejects.toThrow(/\/nowhere\/things.yaml cannot be read/)
})

test('an empty list and a wrong entry are told by line', async () => {
  await expect(load('sources: []')).rejects.toThrow(/things.yaml:1: sources/)
  await expect(load('sources:\n  - {name: a, url: x}\n  - {name: b, uri: y}')).rejects.toThrow(
    /things.yaml:3: sources\[1\]/,
  )
})
