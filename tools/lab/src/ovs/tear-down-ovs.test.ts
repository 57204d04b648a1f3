import { existsSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { isAlive, type LabProcess, startProcess } from '../machine/processes.ts'
import { createOvsState, ovsPaths, readOvsState, recordFault, recordProcess, requireOvsState } from './ovs-state.ts'
import { tearDownOvs } from './tear-down-ovs.ts'

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'lab-ovs-'))
})
afterEach(() => {
  rmSync(folder, { recursive: true, force: true })
})

const sleeper = (name: string): Promise<LabProcess> =>
  startProcess({ name, argv: ['sleep', '60'], logFile: join(folder, 'log') })

test('ends every process on record, removes data and state, and does nothing the second time', async () => {
  const paths = ovsPaths(folder)
  createOvsState(paths, ['no-such-namespace'])
  mkdirSync(paths.data)
  const processes = [await sleeper('a'), await sleeper('b')]
  for (const process of processes) recordProcess(paths, process)
  expect(await tearDownOvs(paths)).toBe(true)
  expect(processes.filter(isAlive)).toEqual([])
  expect([paths.data, paths.state].filter(existsSync)).toEqual([])
  expect(await tearDownOvs(paths)).toBe(false)
})

test('a pid that another process has now is left alone', async () => {
  const paths = ovsPaths(folder)
  createOvsState(paths, [])
  const stranger = await sleeper('stranger')
  recordProcess(paths, { ...stranger, startTicks: '1' })
  await tearDownOvs(paths)
  expect(isAlive(stranger)).toBe(true)
  process.kill(stranger.pid)
})

test('a process that starts again takes the place of the earlier one, and a fault comes and goes', async () => {
  const paths = ovsPaths(folder)
  createOvsState(paths, ['one'])
  recordProcess(paths, { name: 'a', pid: 1, startTicks: '1' })
  recordProcess(paths, { name: 'a', pid: 2, startTicks: '2' })
  recordFault(paths, 'flow-explosion')
  expect(readOvsState(paths)).toMatchObject({ namespaces: ['one'], processes: [{ pid: 2 }], fault: 'flow-explosion' })
  recordFault(paths, undefined)
  expect(readOvsState(paths)).not.toHaveProperty('fault')
})

test('where nothing runs, there is no state to work on', () => {
  expect(readOvsState(ovsPaths(folder))).toBeUndefined()
  expect(() => requireOvsState(ovsPaths(folder))).toThrow(expect.objectContaining({ code: 'not_found' }))
})
