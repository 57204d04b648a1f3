import { parquetReadObjects } from 'hyparquet'
import { expect, test } from 'vitest'
import { encode } from './encode.ts'
import { seriesTable } from './series-table.ts'

const series = [
  {
    labels: { __name__: 'up', job: 'a' },
    times: Float64Array.of(1_764_500_000, 1_764_500_015.5),
    values: Float64Array.of(1, Number.NaN),
  },
  {
    labels: { __name__: 'up', time: '=cmd()' },
    times: Float64Array.of(1_764_500_000),
    values: Float64Array.of(Number.POSITIVE_INFINITY),
  },
]
const table = seriesTable(series)

test('as CSV each point has a line, with every label, and no label becomes a formula or hides the time', async () => {
  expect(await encode(table, 'csv')).toBe(
    [
      'time,__name__,job,label_time,value',
      '2025-11-30T10:53:20.000Z,up,a,,1',
      '2025-11-30T10:53:35.500Z,up,a,,',
      "2025-11-30T10:53:20.000Z,up,,'=cmd(),+Inf",
      '',
    ].join('\n'),
  )
})

test('as JSON each column is an array, and what is no number is null', async () => {
  expect(JSON.parse(String(await encode(table, 'json')))).toEqual({
    rows: 3,
    columns: {
      time: ['2025-11-30T10:53:20.000Z', '2025-11-30T10:53:35.500Z', '2025-11-30T10:53:20.000Z'],
      __name__: ['up', 'up', 'up'],
      job: ['a', 'a', ''],
      label_time: ['', '', '=cmd()'],
      value: [1, null, null],
    },
  })
})

test('as Parquet another reader finds the same rows', async () => {
  const bytes = await encode(table, 'parquet')
  if (typeof bytes === 'string') throw new Error('Parquet is no text.')
  const rows = await parquetReadObjects({ file: Uint8Array.from(bytes).buffer })
  expect(rows).toHaveLength(3)
  expect(rows[0]).toMatchObject({ time: new Date(1_764_500_000_000), __name__: 'up', job: 'a', value: 1 })
  expect(rows[2]).toMatchObject({ label_time: '=cmd()', value: Number.POSITIVE_INFINITY })
})
