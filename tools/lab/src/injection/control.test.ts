import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { type FakeGateway, fakeGateway } from '../__fixtures__/fake-gateway.ts'
import { labState } from '../__fixtures__/lab-state.ts'
import { type LabPaths, labPaths } from '../machine/paths.ts'
import { isAlive, startProcess } from '../machine/processes.ts'
import { requireState, writeState } from '../state.ts'
import { chooseMember, clearFaults, injectFault } from './control.ts'

let paths: LabPaths
let gateway: FakeGateway
beforeEach(async () => {
  paths = labPaths(mkdtempSync(join(tmpdir(), 'lab-control-')))
  const status = { header: { member_id: '1' }, version: '3.5.16', leader: '1', raftTerm: '2' }
  gateway = await fakeGateway({
    '/v3/maintenance/status': { text: JSON.stringify(status) },
    '/health': { text: '{"health":"true"}' },
  })
  writeState(paths, { ...labState([gateway.url]), network: 'loopback' })
})
afterEach(async () => {
  await gateway.close()
  rmSync(paths.directory, { recursive: true, force: true })
})

const members = labState().members
const leader = members[1]
if (!leader) throw new Error('The fixture has members')

test('roles and names stand for members; a follower is the first that does not lead', () => {
  const names = ['leader', 'follower', 'm3'].map((wanted) => chooseMember({ members }, leader, wanted).name)
  expect(names).toEqual(['m2', 'm1', 'm3'])
  expect(() => chooseMember({ members }, leader, 'm4')).toThrow(expect.objectContaining({ code: 'invalid_input' }))
})

test.each([
  ['peer-latency', {}, 'conflict', 'wire'],
  ['leader-flapping', { member: 'm1' }, 'invalid_input', 'whole cluster'],
  ['slow-disk-limit', {}, 'conflict', 'disk'],
  ['member-down', { peer: 'm1' }, 'invalid_input', 'second member'],
  ['member-down', { member: 'follower' }, 'invalid_input', 'follower'],
  ['member-down', { strength: 5 }, 'invalid_input', 'strength'],
])('%s with %j is refused: %s', async (name, options, code, words) => {
  if (name === 'slow-disk-limit') {
    const state = requireState(paths)
    writeState(paths, { ...state, members: state.members.map(({ device: _, ...member }) => member) })
  }
  await expect(injectFault(paths, name, options)).rejects.toMatchObject({
    code,
    message: expect.stringContaining(words),
  })
  expect(requireState(paths).faults).toEqual([])
})

test('an injection that fails half-way leaves no fault behind', async () => {
  await expect(injectFault(paths, 'member-down', { member: 'm1' })).rejects.toMatchObject({ code: 'conflict' })
  expect(requireState(paths).faults).toEqual([])
})

test('clearing ends recorded processes and removes recorded files, the latest first', async () => {
  const process = await startProcess({ name: 'x', argv: ['sleep', '30'], logFile: join(paths.directory, 'x.log') })
  const path = join(paths.directory, 'neighbour')
  writeFileSync(path, 'x')
  const fault = { name: 'noisy-neighbour', strength: 1, since: 1 }
  const undo = [{ kind: 'file', path } as const, { kind: 'process', process } as const]
  writeState(paths, { ...requireState(paths), faults: [{ ...fault, undo }] })
  expect(await clearFaults(paths)).toEqual(['noisy-neighbour'])
  expect(isAlive(process)).toBe(false)
  expect(() => readFileSync(path)).toThrow()
  expect(requireState(paths).faults).toEqual([])
  expect(await clearFaults(paths)).toEqual([])
})

test('a step that cannot be taken back stays on record, and those after it are struck off', async () => {
  const path = join(paths.directory, 'neighbour')
  const undo = [{ kind: 'sysctl', key: 'no.such.setting', value: '1' } as const, { kind: 'file', path } as const]
  writeState(paths, { ...requireState(paths), faults: [{ name: 'conntrack-full', strength: 1, since: 1, undo }] })
  await expect(clearFaults(paths)).rejects.toThrow()
  expect(requireState(paths).faults[0]?.undo).toEqual([undo[0]])
})
