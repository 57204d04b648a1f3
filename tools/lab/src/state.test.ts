import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { labState } from './__fixtures__/lab-state.ts'
import { type LabPaths, labPaths } from './machine/paths.ts'
import { readState, removeState, requireState, updateState, writeState } from './state.ts'

let paths: LabPaths
beforeEach(() => {
  paths = labPaths(mkdtempSync(join(tmpdir(), 'lab-state-')))
})
afterEach(() => rmSync(paths.directory, { recursive: true, force: true }))

test('what was written is read back', () => {
  writeState(paths, labState())
  expect(readState(paths)).toEqual(labState())
})

test('a change is on disk when it returns', () => {
  writeState(paths, labState())
  updateState(paths, (state) => {
    state.mounts.push('/data/m1')
  })
  expect(readState(paths)?.mounts).toEqual(['/data/m1'])
})

test('no file means no lab, and asking for one says how to start it', () => {
  expect(readState(paths)).toBeUndefined()
  expect(() => requireState(paths)).toThrow(
    expect.objectContaining({ code: 'not_found', hint: expect.stringContaining('lab up') }),
  )
})

test.each(['', 'not json', '{"format":2}', '[]'])('a file that is no state is refused, not half read: %j', (text) => {
  writeFileSync(paths.state, text)
  expect(() => readState(paths)).toThrow(expect.objectContaining({ code: 'conflict' }))
})

test('removing a state that is not there is no error', () => {
  expect(() => removeState(paths)).not.toThrow()
})
