import { expect, test } from 'vitest'
import { worthTelling } from './worth-telling.ts'

test.each([
  ['a call that failed: which, and why', { level: 40, tool: 'get_x', err: { message: 'There is no cluster "y".' } }],
  ['a warning without an error', { level: 40, msg: 'Line 3 of the dump is left out' }],
])('%s', (_, line) => {
  const { tool, err, msg } = { tool: undefined, err: undefined, msg: 'The tool could not answer', ...line }
  expect(worthTelling(JSON.stringify({ ...line, msg }))).toBe(tool === undefined ? msg : `${tool}: ${err?.message}`)
})

test('what goes well is not told, and what is no log line is told as it is', () => {
  expect(worthTelling(JSON.stringify({ level: 30, msg: 'listening' }))).toBeUndefined()
  expect(worthTelling('Port 8001 is in use.')).toBe('Port 8001 is in use.')
  expect(worthTelling('{"odd":1}')).toBe('{"odd":1}')
})
