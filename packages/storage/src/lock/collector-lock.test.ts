import { spawnSync } from 'node:child_process'
import { existsSync, writeFileSync } from 'node:fs'
import { hostname } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { temporaryFolder } from '../testing/history-folder.ts'
import { claimCollecting } from './collector-lock.ts'

test('of two that collect into one history the second is told who does, and may once the first has let go', async () => {
  const folder = temporaryFolder()
  const path = join(folder, 'history.duckdb')
  const release = await claimCollecting(path)
  await expect(claimCollecting(path)).rejects.toMatchObject({
    code: 'timeout',
    message: expect.stringMatching(`history.duckdb is collected into by process ${process.pid} on`),
    hint: expect.stringContaining(join(folder, 'history.collect.lock')),
  })
  await release()
  await (await claimCollecting(path))()
  expect(existsSync(join(folder, 'history.collect.lock'))).toBe(false)
})

test('the claim of one that was killed is taken over', async () => {
  const folder = temporaryFolder()
  const { pid } = spawnSync(process.execPath, ['--version'])
  writeFileSync(
    join(folder, 'history.collect.lock'),
    JSON.stringify({ token: 'gone', pid, started: '1', host: hostname() }),
  )
  await (await claimCollecting(join(folder, 'history.duckdb')))()
})
