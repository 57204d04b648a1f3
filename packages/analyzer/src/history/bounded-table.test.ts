import { expect, test } from 'vitest'
import { boundedTable } from './bounded-table.ts'

const column = (name: string, type = 'BIGINT') => ({ name, type })
const bytesOf = (value: unknown) => Buffer.byteLength(JSON.stringify(value))

test('a small table stays as it is', () => {
  const table = { columns: [column('a'), column('b', 'JSON')], rows: [[1, { x: [true, null] }]], truncated: false }
  expect(boundedTable(table)).toEqual({ ...table, columnsLeft: 0 })
})

test('a long cell is cut, whatever it holds', () => {
  const list = Array.from({ length: 300_000 }, (_, index) => index)
  const { rows, truncated } = boundedTable({
    columns: [column('list', 'BIGINT[]'), column('text', 'VARCHAR')],
    rows: [[list, 'é'.repeat(5000)]],
    truncated: false,
  })
  expect(rows[0]?.[0]).toMatch(/^\[0,1,2,.*…$/)
  expect(rows[0]?.[1]).toMatch(/^é+…$/)
  expect(bytesOf(rows)).toBeLessThan(10_000)
  expect(truncated).toBe(true)
})

test('columns beyond what anybody reads are left out and counted, and long names are cut', () => {
  const columns = Array.from({ length: 200 }, (_, index) =>
    column(`c${index}`.padEnd(3000, '_'), `STRUCT(${'x'.repeat(9000)})`),
  )
  const told = boundedTable({ columns, rows: [columns.map(() => 1)], truncated: false })
  expect(told).toMatchObject({ truncated: true, columnsLeft: 150 })
  expect(told.columns).toHaveLength(50)
  expect(told.rows[0]).toHaveLength(50)
  expect(bytesOf(told)).toBeLessThan(100_000)
})

test('rows are left out once all of it is longer than 100 kB', () => {
  const columns = Array.from({ length: 50 }, (_, index) => column(`c${index}`))
  const rows = Array.from({ length: 500 }, () => columns.map(() => '"é"'.repeat(300)))
  const told = boundedTable({ columns, rows, truncated: false })
  expect(told.truncated).toBe(true)
  expect(told.rows.length).toBeGreaterThan(0)
  expect(told.rows.length).toBeLessThan(10)
  expect(bytesOf(told)).toBeLessThanOrEqual(100_000)
})
