import { spawnSync } from 'node:child_process'
import { readdirSync, readFileSync, utimesSync, writeFileSync } from 'node:fs'
import { hostname } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { temporaryFolder } from '../testing/history-folder.ts'
import { takeLock } from './ingest-lock.ts'
import { thisProcess } from './lock-owner.ts'

const twoMinutes = 120_000

function lockPath(): string {
  return join(temporaryFolder(), 'history.lock')
}

/** A lock that somebody else left or holds; `ageMs` ago it was last touched. */
function foreignLock(owner: object | string, ageMs = 0): string {
  const path = lockPath()
  writeFileSync(path, typeof owner === 'string' ? owner : JSON.stringify(owner))
  const touched = new Date(Date.now() - ageMs)
  utimesSync(path, touched, touched)
  return path
}

test('who comes second waits until the first has let go', async () => {
  const path = lockPath()
  const release = await takeLock(path)
  let isIn = false
  const second = takeLock(path).then((next) => {
    isIn = true
    return next
  })
  await sleep(60)
  expect(isIn).toBe(false)
  await release()
  await (await second)()
  expect(readdirSync(join(path, '..'))).toEqual([])
})

/** How many were in, as each of twelve who want it found. */
async function insideAtOnce(path: string): Promise<number[]> {
  let inside = 0
  const seen: number[] = []
  await Promise.all(
    Array.from({ length: 12 }, async () => {
      const release = await takeLock(path)
      seen.push(++inside)
      await sleep(3)
      inside--
      await release()
    }),
  )
  return seen
}

test('of many who want it one is in at a time', async () => {
  const path = lockPath()
  expect(await insideAtOnce(path)).toEqual(Array.from({ length: 12 }, () => 1))
})

test('of many who find a lock left behind one is in at a time', async () => {
  const { pid } = spawnSync(process.execPath, ['--version'])
  const path = foreignLock({ token: 'gone', pid, started: '1', host: hostname() })
  expect(await insideAtOnce(path)).toEqual(Array.from({ length: 12 }, () => 1))
})

test.each([
  [
    'of a process that has ended',
    () => ({ token: 'x', pid: spawnSync(process.execPath, ['-v']).pid, started: '1', host: hostname() }),
    0,
  ],
  ['of an earlier process with an id that is used again', () => ({ ...thisProcess('x'), started: '1' }), 0],
  ['of another machine that has been silent for long', () => ({ ...thisProcess('x'), host: 'elsewhere' }), twoMinutes],
  ['without an owner in it, after a while', () => '{"tok', twoMinutes],
])('a lock %s is taken over', async (_, owner, ageMs) => {
  const path = foreignLock(owner(), ageMs)
  const release = await takeLock(path, { waitMs: 2_000 })
  expect(JSON.parse(readFileSync(path, 'utf8'))).toMatchObject({ pid: process.pid, host: hostname() })
  await release()
})

test.each([
  ['of a process that is there, however long it holds it', () => thisProcess('x'), twoMinutes],
  ['of another machine that was heard of just now', () => ({ ...thisProcess('x'), host: 'elsewhere' }), 1_000],
  ['that is being written', () => '', 0],
])('a lock %s is respected', async (_, owner, ageMs) => {
  const path = foreignLock(owner(), ageMs)
  const before = readFileSync(path, 'utf8')
  await expect(takeLock(path, { waitMs: 100 })).rejects.toMatchObject({
    code: 'timeout',
    hint: expect.stringContaining(path),
  })
  expect(readFileSync(path, 'utf8')).toBe(before)
})

test('a lock that was taken over is not removed by its former owner', async () => {
  const path = lockPath()
  const release = await takeLock(path)
  writeFileSync(path, JSON.stringify(thisProcess('another')))
  await release()
  expect(readFileSync(path, 'utf8')).toContain('another')
})

test('waiting for a lock ends when it is aborted', async () => {
  const path = foreignLock(thisProcess('x'))
  await expect(takeLock(path, { signal: AbortSignal.timeout(50) })).rejects.toMatchObject({ name: 'TimeoutError' })
})
