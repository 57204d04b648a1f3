import { describe, expect, test } from 'vitest'
import { codeBlock, markdownTable, words } from './markdown.ts'

describe('words', () => {
  test.each([
    [
      'WAL fsync p99: m2 degraded, up to 63.8 ms (limit 20 ms)',
      'WAL fsync p99: m2 degraded, up to 63.8 ms (limit 20 ms)',
    ],
    ['etcd_wal_fsync_p99', 'etcd_wal_fsync_p99'],
    ['_emphasis_ and *strong*', '\\_emphasis\\_ and \\*strong\\*'],
    ['a | b', 'a \\| b'],
    ['<b>', '\\<b\\>'],
    ['two\n\nparagraphs', 'two paragraphs'],
    ['1. no list', '1\\. no list'],
    ['1.5 ms', '1.5 ms'],
    ['- no list', '\\- no list'],
    ['# no heading', '\\# no heading'],
    ['AT&amp;T & Co', 'AT\\&amp;T & Co'],
    ['\u001b[31mred', '\ufffd\\[31mred'],
  ])('%j is written %j', (text, written) => {
    expect(words(text)).toBe(written)
  })
})

test('a command that holds a fence has a longer one', () => {
  expect(codeBlock('echo "```"')).toBe('````sh\necho "```"\n````')
})

test('a table says how many rows it left out', () => {
  const columns = [{ key: 'a', title: 'A', kind: 'text' }] as const
  const rows = ['x', 'y', 'z'].map((text) => ({ cells: [{ value: text, text }] }))
  expect(markdownTable({ id: 't', title: 'T', columns, rows, omitted: 2 }, 2)).toBe(
    '| A |\n| --- |\n| x |\n| y |\n\n… and 3 more.\n',
  )
})
