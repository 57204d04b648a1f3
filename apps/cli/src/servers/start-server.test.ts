import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, expect, test } from 'vitest'
import { startServer } from './start-server.ts'

const folder = mkdtempSync(join(tmpdir(), 'start-server-'))
afterAll(() => rmSync(folder, { recursive: true }))

/** Starts a program of these lines; what it says, and what became of it. */
async function start(name: string, source: string, signal = AbortSignal.timeout(20_000)) {
  const file = join(folder, `${name}.mjs`)
  writeFileSync(file, source)
  const server = { name, program: `${name}-analyzer`, file, description: '', hasDomain: false }
  const log: string[] = []
  return { log, outcome: startServer(server, { args: ['--port', '0'], signal, onLog: (line) => log.push(line) }) }
}

const listening = (url: string) => `console.error(JSON.stringify({ event: 'listening', url: ${url} }))
setInterval(() => {}, 1000)`

test('a server is told to say where it listens, whatever the environment wants to be logged', async () => {
  const { outcome } = await start('asked', listening("process.argv.slice(2).join(' ')"))
  const { url, stop, ended } = await outcome
  expect(url).toBe('--log-level info --port 0')
  await stop()
  expect(await ended).toBe('SIGTERM')
})

test('what a server says to people before it listens is logged once it does', async () => {
  const { log, outcome } = await start('warned', `console.error('A warning.')\n${listening("'http://x'")}`)
  const { stop } = await outcome
  await stop()
  expect(log).toEqual(['A warning.', expect.stringContaining('"listening"')])
})

test('one that does not start is told by its last words, and they are told once', async () => {
  const { log, outcome } = await start(
    'broken',
    `console.error('{"level":30}\\nbroken-analyzer: There is no dump.\\nCheck the path.'); process.exitCode = 1`,
  )
  await expect(outcome).rejects.toMatchObject({
    code: 'upstream',
    message: 'broken-analyzer did not start: There is no dump.',
    hint: 'Check the path.',
  })
  expect(log).toEqual(['{"level":30}'])
})

test('one that ends without a word is told by its exit code, and how to see more', async () => {
  const { outcome } = await start('silent', 'process.exitCode = 7')
  await expect(outcome).rejects.toMatchObject({
    message: 'silent-analyzer did not start: it ended with 7',
    hint: expect.stringContaining('ocp-perf serve silent --verbose'),
  })
})

test('nothing is started for nobody', async () => {
  const { outcome } = await start('late', listening("'http://x'"), AbortSignal.abort())
  await expect(outcome).rejects.toMatchObject({ name: 'AbortError' })
})
