import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
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
    '/v3/kv/put': { text: '{}' },
    '/v3/kv/deleterange': { text: JSON.stringify({ header: { revision: '9' } }) },
    '/v3/kv/range': { text: JSON.stringify({ header: { revision: '9' } }) },
    '/v3/kv/compaction': { text: '{}' },
    '/v3/maintenance/defragment': { text: '{}' },
    '/v3/maintenance/alarm': { text: '{}' },
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

describe('a fault that is prepared', () => {
  const fragment = { strength: 10 }

  beforeEach(() => {
    const { monitorNamespace: _, ...state } = requireState(paths)
    const { hostname: address, port } = new URL(gateway.url)
    const onLoopback = state.members.map((member) => ({ ...member, address, clientPort: Number(port) }))
    writeState(paths, { ...state, members: onLoopback })
  })

  test('begins after the preparation and the rest', async () => {
    let [rested, preparedBefore] = [0, 0]
    const active = await injectFault(paths, 'fragmentation', {
      ...fragment,
      rest: async () => {
        preparedBefore = gateway.requests.filter(({ path }) => path === '/v3/kv/put').length
        expect(gateway.requests.some(({ path }) => path === '/v3/kv/deleterange')).toBe(false)
        await sleep(50)
        rested = Date.now() / 1000
      },
    })
    expect(preparedBefore).toBeGreaterThanOrEqual(160)
    expect(gateway.requests.some(({ path }) => path === '/v3/kv/deleterange')).toBe(true)
    expect(active.since).toBeGreaterThanOrEqual(rested)
    const { faults, quietSince = 0 } = requireState(paths)
    expect(faults).toEqual([active])
    expect(quietSince).toBeLessThan(rested)
    expect(quietSince).toBeGreaterThan(rested - 10)
  })

  test('is taken back when the rest is cut short, and never injected', async () => {
    const cut = injectFault(paths, 'fragmentation', { ...fragment, rest: () => Promise.reject(new Error('cut short')) })
    await expect(cut).rejects.toThrow('cut short')
    expect(requireState(paths).faults).toEqual([])
  })

  test('is not even prepared for a target that it cannot have', async () => {
    await expect(injectFault(paths, 'fragmentation', { ...fragment, member: 'm1' })).rejects.toMatchObject({
      code: 'invalid_input',
    })
    expect(gateway.requests.map(({ path }) => path)).not.toContain('/v3/kv/put')
    expect(requireState(paths).faults).toEqual([])
  })
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
