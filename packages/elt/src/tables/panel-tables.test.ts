import { expect, test } from 'vitest'
import { metric, panel, row } from '../testing/small-panel.ts'
import { panelTables } from './panel-tables.ts'
import { withoutTwins } from './table.ts'

/** The cells of a table's rows that stand out, by column key. */
function highlighted(table: ReturnType<typeof panelTables>[number] | undefined): string[][] {
  return (table?.rows ?? []).map(({ cells }) =>
    cells.flatMap(({ verdict }, index) => (verdict === undefined ? [] : [table?.columns[index]?.key ?? ''])),
  )
}

test('a metric has a table with a column for each label, figures in its unit and times in UTC', () => {
  const since = 1_795_263_000
  const rows = [row({ member: 'm2', peer: 'm1' }, { max: 0.0123, verdict: 'watch', over: 0.5, since })]
  const [table] = panelTables(panel([metric({ rows, omitted: 3 })]))
  expect(table?.columns.map(({ key }) => key)).toEqual([
    'member',
    'peer',
    'verdict',
    'last',
    'mean',
    'p95',
    'min',
    'max',
    'over',
    'since',
  ])
  expect(table?.rows[0]?.cells.slice(-3)).toMatchObject([
    { value: 0.0123, text: '12.3 ms' },
    { value: 0.5, text: '50%' },
    { value: since, text: '12:10:00Z' },
  ])
  expect(table?.omitted).toBe(3)
})

test('of a bad row the figures beyond the limit of its verdict stand out, whichever side is bad', () => {
  const high = metric({ rows: [row({ member: 'm1' }, { min: 0.001, max: 0.03, p95: 0.015, verdict: 'watch' })] })
  const low = metric({
    bands: { watch: 3, degraded: 1, source: '' },
    rows: [row({ member: 'm1' }, { min: 0, last: 2, mean: 4, p95: 5, max: 5, verdict: 'watch' })],
  })
  const single = metric({
    bands: { critical: 1, source: '' },
    rows: [row({ member: 'm1' }, { min: 0, last: 1, mean: 0.9, p95: 1, max: 1, verdict: 'critical' })],
  })
  const tables = panelTables(panel([high, low, single]))
  expect(highlighted(tables[0])).toEqual([['member', 'verdict', 'last', 'mean', 'p95', 'max']])
  expect(highlighted(tables[1])).toEqual([['member', 'verdict', 'last', 'min']])
  expect(highlighted(tables[2])).toEqual([['member', 'verdict', 'mean', 'min']])
})

test('a good row has nothing but its verdict to show, and one without a limit not even that', () => {
  const { bands: _, ...unjudged } = metric({
    verdict: 'unknown',
    rows: [row({ member: 'm1' }, { verdict: 'unknown' })],
  })
  const tables = panelTables(panel([metric(), unjudged]))
  expect(highlighted(tables[0])).toEqual([['verdict']])
  expect(highlighted(tables[1])).toEqual([[]])
  expect(tables[1]?.rows[0]?.cells[1]).toEqual({ value: 'unknown', text: '–' })
})

test('figures that are missing are dashes and no zeros', () => {
  const rows = [row({ member: 'm1' }, { last: null, mean: null, over: null, verdict: 'no_data' })]
  const [table] = panelTables(panel([metric({ rows })]))
  expect(table?.rows[0]?.cells.slice(1, 4)).toEqual([
    { value: 'no_data', text: 'no data', verdict: 'no_data' },
    { value: null, text: '–', verdict: undefined },
    { value: null, text: '–', verdict: undefined },
  ])
})

test('a metric without rows has an empty table', () => {
  expect(panelTables(panel([metric({ rows: [], verdict: 'no_data' })]))[0]).toMatchObject({ id: 'fsync_p99', rows: [] })
})

test('a column that repeats another one is dropped for readers', () => {
  const rows = ['m1', 'm2'].map((name) => row({ member: name, node: name, device: 'sda' }))
  const keysOf = (given: typeof rows) =>
    panelTables(panel([metric({ rows: given })])).map((table) => withoutTwins(table).columns.map(({ key }) => key))[0]
  expect(keysOf(rows)?.slice(0, 3)).toEqual(['member', 'device', 'verdict'])
  expect(keysOf([...rows, row({ member: 'm3', node: 'n3', device: 'sda' })])?.slice(0, 3)).toEqual([
    'member',
    'node',
    'device',
  ])
})
