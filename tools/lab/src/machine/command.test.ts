import { expect, test } from 'vitest'
import { runCommand } from './command.ts'

test('a command returns what it prints and reads its input', async () => {
  expect(await runCommand(['cat'], { input: 'hello' })).toBe('hello')
})

test('an argument is never read by a shell', async () => {
  expect(await runCommand(['printf', '%s', '$(id); "x" `y`'])).toBe('$(id); "x" `y`')
})

test('a command that fails says so in its own words', async () => {
  await expect(runCommand(['sh', '-c', 'echo broken >&2; exit 3'])).rejects.toMatchObject({
    code: 'upstream',
    message: expect.stringContaining('broken'),
  })
})

test('a command that takes too long is ended', async () => {
  await expect(runCommand(['sleep', '20'], { timeoutMs: 50 })).rejects.toMatchObject({ code: 'timeout' })
})

test('an abort passes as an abort', async () => {
  await expect(runCommand(['sleep', '20'], { signal: AbortSignal.abort() })).rejects.toMatchObject({
    name: 'AbortError',
  })
})

test('a command that ends without reading its input fails with its own words', async () => {
  const input = 'x'.repeat(1_000_000)
  await expect(runCommand(['sh', '-c', 'echo no thanks >&2; exit 1'], { input })).rejects.toMatchObject({
    message: expect.stringContaining('no thanks'),
  })
})
