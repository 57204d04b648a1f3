import { existsSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { labState } from './__fixtures__/lab-state.ts'
import { type LabPaths, labPaths } from './machine/paths.ts'
import { endProcess, isAlive, type LabProcess, startProcess } from './machine/processes.ts'
import { bootId, readState, writeState } from './state.ts'
import { tearDown } from './tear-down.ts'

let paths: LabPaths
let sleeper: LabProcess
beforeEach(async () => {
  paths = labPaths(mkdtempSync(join(tmpdir(), 'lab-down-')))
  mkdirSync(paths.data)
  sleeper = await startProcess({ name: 'etcd-m1', argv: ['sleep', '30'], logFile: join(paths.directory, 'log') })
})
afterEach(async () => {
  await endProcess(sleeper)
  rmSync(paths.directory, { recursive: true, force: true })
})

test('everything on record is ended and removed, and a second time there is nothing to do', async () => {
  writeState(paths, { ...labState(), bootId: bootId(), network: 'loopback', processes: [sleeper] })
  expect(await tearDown(paths)).toBe(true)
  expect(isAlive(sleeper)).toBe(false)
  expect(existsSync(paths.data)).toBe(false)
  expect(readState(paths)).toBeUndefined()
  expect(await tearDown(paths)).toBe(false)
})

test('processes of an earlier boot are not touched: their pids belong to others now', async () => {
  writeState(paths, { ...labState(), bootId: 'an earlier boot', processes: [sleeper] })
  expect(await tearDown(paths)).toBe(true)
  expect(isAlive(sleeper)).toBe(true)
})

test('one step that fails does not keep the others from being done, and the state is kept for the next try', async () => {
  const undo = [{ kind: 'sysctl', key: 'no.such.setting', value: '1' } as const]
  const faults = [{ name: 'conntrack-full', strength: 1, since: 1, undo }]
  writeState(paths, { ...labState(), bootId: bootId(), processes: [sleeper], faults })
  await expect(tearDown(paths)).rejects.toMatchObject({ code: 'conflict', hint: expect.stringContaining('once more') })
  expect(isAlive(sleeper)).toBe(false)
  expect(readState(paths)).toBeDefined()
})
