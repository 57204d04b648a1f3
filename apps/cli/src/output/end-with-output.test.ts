import { EventEmitter } from 'node:events'
import { expect, test } from 'vitest'
import { endWithOutput } from './end-with-output.ts'

function failWith(code: string) {
  const seen: unknown[] = []
  const output = new EventEmitter()
  endWithOutput(output, { terminal: { err: (text) => seen.push(text) }, exit: (exit) => seen.push(exit) })
  output.emit('error', Object.assign(new Error(`${code}: write`), { code }))
  return seen
}

test('a reader who has seen enough ends the program in silence', () => {
  expect(failWith('EPIPE')).toEqual([0])
})

test('it is done once for an output', () => {
  const output = new EventEmitter().on('error', () => {})
  for (let run = 0; run < 3; run++) endWithOutput(output, { terminal: { err: () => {} }, exit: () => {} })
  expect(output.listenerCount('error')).toBe(2)
})

test('an answer that could not be written is said to be incomplete', () => {
  expect(failWith('ENOSPC')).toEqual([
    'The answer could not be written: ENOSPC: write.\nWhat was written of it is incomplete.',
    1,
  ])
})
