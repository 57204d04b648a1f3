import { expect, test } from 'vitest'
import { expandTemplate, readTemplate } from './expand-template.ts'

const groups = ['node-7', 'node', '7', undefined]
const names = new Map([
  ['kind', 1],
  ['0', 2],
])

const braced = (name: string) => `$\{${name}}`

test.each([
  ['plain', 'plain'],
  ['$0', 'node-7'],
  ['$1:$2', 'node:7'],
  [`${braced('1')}x`, 'nodex'],
  // The name reaches as far as it can: there is no group `1x`.
  ['$1x', ''],
  ['$1_', ''],
  [`$kind-${braced('kind')}`, 'node-node'],
  ['$unknown', ''],
  ['$3', ''],
  ['$99', ''],
  ['$$1', '$1'],
  ['$', '$'],
  ['a$-b', 'a$-b'],
  ['${', '${'],
  [braced(''), braced('')],
  ['${1', '${1'],
  [braced('1-2'), braced('1-2')],
  ['$01', ''],
  ['größe $1', 'größe node'],
])('%s is filled in as %s', (template, expected) => {
  expect(expandTemplate(readTemplate(template, names), groups).join('')).toBe(expected)
})

test('what is filled in is not looked at again', () => {
  expect(expandTemplate(readTemplate('$1', new Map()), ['', '$0'])).toEqual(['$0'])
})
