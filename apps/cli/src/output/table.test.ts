import { expect, test } from 'vitest'
import { table } from './table.ts'

test('columns are as wide as their widest cell, numbers at their right end, nothing trails', () => {
  const text = table(
    [{ title: 'member' }, { title: 'last', align: 'right' }, { title: '' }],
    [
      ['m1', '5 ms', '▁▂'],
      ['member-2', '1.02 s', ''],
    ],
  )
  expect(text.split('\n')).toEqual(['MEMBER      LAST', 'm1          5 ms  ▁▂', 'member-2  1.02 s'])
})

test('colours take no room', () => {
  const text = table(
    [{ title: 'a' }, { title: 'b' }],
    [
      ['\u001b[31mred\u001b[39m', 'x'],
      ['plain', 'y'],
    ],
  )
  expect(text.split('\n').map((line) => line.indexOf('x') - 10)).toContain(7)
  expect(text.split('\n')[2]).toBe('plain  y')
})

test('a table without rows is its header', () => {
  expect(table([{ title: 'x' }], [])).toBe('X')
})
