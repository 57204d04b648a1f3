import { expect, test } from 'vitest'
import { createTerminal, plain } from './terminal.ts'

function streams(isTTY: boolean, env: Record<string, string> = {}) {
  const written = { out: '', err: '' }
  const sink = (name: 'out' | 'err') => ({
    isTTY,
    columns: 80,
    write: (text: string) => {
      written[name] += text
      return true
    },
  })
  return { written, terminal: createTerminal({ out: sink('out'), err: sink('err'), env }) }
}

test('a pipe gets neither colours nor progress', () => {
  const { written, terminal } = streams(false)
  terminal.progress('loading')
  terminal.out(terminal.verdict('critical'))
  expect(written).toEqual({ out: 'critical\n', err: '' })
})

test('a terminal gets colours, and progress that goes away before anything else is said', () => {
  const { written, terminal } = streams(true)
  terminal.progress('loading')
  terminal.out(terminal.verdict('critical'))
  expect(written.out).toBe('\u001b[31mcritical\u001b[39m\n')
  expect(written.err).toBe('\r\u001b[Kloading\r\u001b[K')
})

test('NO_COLOR is heeded', () => {
  const { written, terminal } = streams(true, { NO_COLOR: '1' })
  terminal.out(terminal.verdict('ok'))
  expect(written.out).toBe('ok\n')
})

test('text of others cannot steer the terminal', () => {
  expect(plain('a\u001b[2Jb\rc\u0007d')).toBe('ab c d')
})
