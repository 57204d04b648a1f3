import { panelResultSchema } from '@ocp-perf/panel'
import { expect, test } from 'vitest'
import { metric, panel, row } from '../testing/small-panel.ts'
import { panelJson } from './json.ts'

test('a panel comes back as it was', () => {
  const given = panel([metric()])
  expect(panelResultSchema.parse(JSON.parse(panelJson(given)))).toEqual(given)
})

test('what has not its own shape is an error that names the place', () => {
  const broken = panel([metric({ rows: [row({ member: 'm1' }, { last: Number.NaN })] })])
  expect(() => panelJson(broken)).toThrow(
    expect.objectContaining({ code: 'internal', message: expect.stringContaining('metrics.0.rows.0.last') }),
  )
})
