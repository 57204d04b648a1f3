import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { stringify } from 'yaml'
import { labVocabulary } from '../testing/small-lab.ts'
import { loadVocabulary } from './vocabulary.ts'

function folderWith(text: string | undefined): string {
  const folder = mkdtempSync(join(tmpdir(), 'vocabulary-test-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  if (text !== undefined) writeFileSync(join(folder, 'vocabulary.yml'), text)
  return folder
}

test('a vocabulary is read as it is written', () => {
  expect(loadVocabulary(folderWith(stringify(labVocabulary)))).toEqual(labVocabulary)
})

test.each([
  ['a field that is not known', stringify({ ...labVocabulary, colour: 'red' }), /colour/],
  ['a domain without causes', stringify({ ...labVocabulary, domains: [{ id: 'etcd' }] }), /domains\.0\.causes/],
  ['what is no YAML', 'a: [', /vocabulary\.yml/],
  ['no file', undefined, /vocabulary\.yml/],
])('%s is refused by name', (_, text, reason) => {
  expect(() => loadVocabulary(folderWith(text))).toThrow(reason)
})
