import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { readDotEnv } from './read-dot-env.ts'

let folder = ''
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'dot-env-'))
})
afterEach(() => rm(folder, { recursive: true }))

function read(given: NodeJS.ProcessEnv = {}): NodeJS.ProcessEnv {
  const env = { ...given, INIT_CWD: folder }
  readDotEnv(env)
  const { INIT_CWD: _, ...rest } = env
  return rest
}

test('what is set already stays, an empty value too, and a second time changes nothing', async () => {
  await writeFile(join(folder, '.env'), '# where\nPROMETHEUS_URL="http://a:9090"\nLOG_LEVEL=warn\nOCP_PERF_FROM=x.om\n')
  const env = read({ LOG_LEVEL: 'info', OCP_PERF_FROM: '' })
  expect(env).toEqual({ PROMETHEUS_URL: 'http://a:9090', LOG_LEVEL: 'info', OCP_PERF_FROM: '' })
  expect(read(env)).toEqual(env)
})

test('no file, or a folder of its name, says nothing', async () => {
  expect(read()).toEqual({})
  await mkdir(join(folder, '.env'))
  expect(read()).toEqual({})
})

test('a file that cannot be read is named', async () => {
  await symlink('.env', join(folder, '.env'))
  expect(() => read()).toThrow(
    expect.objectContaining({ code: 'invalid_input', message: expect.stringContaining(join(folder, '.env')) }),
  )
})
