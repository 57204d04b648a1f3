import { existsSync } from 'node:fs'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { truth } from '../testing/samples.ts'
import { findRecordings, ownRecordings } from './find-recordings.ts'

let folder: string
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'recordings-'))
})
afterEach(() => rm(folder, { recursive: true }))

async function write(name: string, content: unknown = truth({ name })): Promise<void> {
  await writeFile(join(folder, `${name}.om.gz`), '')
  await writeFile(join(folder, `${name}.json`), typeof content === 'string' ? content : JSON.stringify(content))
}

test('every pair of the folders is found, by name', async () => {
  await write('b')
  await write('a')
  await writeFile(join(folder, 'README.md'), 'about them')
  const found = await findRecordings([folder, ownRecordings], undefined)
  const names = found.map((one) => one.truth.name)
  expect(names).toEqual([...names].sort())
  expect(names).toEqual(expect.arrayContaining(['a', 'b', 'healthy-1']))
  expect(found.every(({ file }) => existsSync(file))).toBe(true)
})

test('only those whose name holds the text are taken', async () => {
  await write('slow-m1')
  await write('slow-m2')
  await write('loss-m1')
  const named = async (only: string) => (await findRecordings([folder], only)).map((one) => one.truth.name)
  expect(await named('slow')).toEqual(['slow-m1', 'slow-m2'])
  expect(await named('m1')).toEqual(['loss-m1', 'slow-m1'])
  await expect(named('gone')).rejects.toMatchObject({ code: 'not_found', message: expect.stringContaining('"gone"') })
})

test('a dump without its truth is half a recording', async () => {
  await writeFile(join(folder, 'half.om.gz'), '')
  await expect(findRecordings([folder], undefined)).rejects.toMatchObject({
    code: 'invalid_input',
    message: expect.stringContaining('half.json is missing'),
  })
})

test.each([
  ['{', /is no JSON/],
  [{ ...truth(), start: 'yesterday' }, /start: /],
  [{ ...truth(), cause: undefined }, /cause: /],
])('a truth like %j is refused', async (content, message) => {
  await write('odd', content)
  await expect(findRecordings([folder], undefined)).rejects.toMatchObject({
    code: 'invalid_input',
    message: expect.stringMatching(message),
  })
})

test('a folder that is missing or empty is not found', async () => {
  await expect(findRecordings([join(folder, 'gone')], undefined)).rejects.toMatchObject({ code: 'not_found' })
  await expect(findRecordings([folder], undefined)).rejects.toMatchObject({ code: 'not_found' })
})
