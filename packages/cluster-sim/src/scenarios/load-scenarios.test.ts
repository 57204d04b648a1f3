import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { loadScenarios } from './load-scenarios.ts'
import { effectSchema } from './scenario-schema.ts'

const shipped = fileURLToPath(new URL('../../../../config', import.meta.url))
let config: string

beforeEach(() => {
  config = mkdtempSync(join(tmpdir(), 'scenarios-'))
  mkdirSync(join(config, 'scenarios'))
})
afterEach(() => rmSync(config, { recursive: true }))

const write = (file: string, text: string) => writeFileSync(join(config, 'scenarios', file), text)
const good = 'id: calm\ntitle: Calm\nbrief: Nothing.\ncause: null\ndomain: null\n'

test('all scenarios are read, and together they use every effect', () => {
  const { all, get } = loadScenarios(shipped)
  expect(all.length).toBeGreaterThan(15)
  expect(get('healthy').faults).toEqual([])
  const used = new Set(all.flatMap(({ faults }) => faults.map(({ effect }) => effect)))
  expect([...used].sort()).toEqual([...effectSchema.options].sort())
})

test('an id that is not there is refused with those closest to it', () => {
  expect(() => loadScenarios(shipped).get('noisy-neighbor')).toThrow(
    expect.objectContaining({ code: 'not_found', hint: expect.stringContaining('noisy-neighbour') }),
  )
})

test.each([
  ['a field that there is not', `${good}colour: red\n`, /colour/],
  ['another id than the file is called by', good.replace('calm', 'storm'), /the file is called calm\.yml/],
  ['broken YAML', 'id: [', /calm\.yml/],
  [
    'a strength out of its own range',
    `${good}faults: [{ effect: disk-latency, on: leader, strength: { usual: 3, from: 1, to: 2 } }]\n`,
    /usual must lie between/,
  ],
])('%s is refused, and the file named', (_, text, message) => {
  write('calm.yml', text)
  expect(() => loadScenarios(config)).toThrow(
    expect.objectContaining({ code: 'invalid_input', message: expect.stringMatching(message) }),
  )
})

test('a configuration without scenarios is not found', () => {
  expect(() => loadScenarios(join(config, 'nowhere'))).toThrow(expect.objectContaining({ code: 'not_found' }))
})
