import { expect, test } from 'vitest'
import { hour } from '../testing/small-panel.ts'
import { type ChartInput, chartOption, drawnLimits } from './chart-option.ts'
import { strokes } from './palette.ts'
import type { Point } from './series-points.ts'

const [stroke = { color: '', dash: 'solid' as const }] = strokes

function input(values: readonly (number | null)[], bands: ChartInput['bands']): ChartInput {
  const points = values.map((value, index): Point => [index * 1000, value])
  return { unit: 'seconds', window: hour, lines: [{ name: 'm1', stroke, points }], bands, onset: null }
}

const levelsOf = (chart: ChartInput) => drawnLimits(chart).map(({ level }) => level)

test('limits in reach of the values are drawn, and those far above are not', () => {
  const bands = { watch: 0.01, degraded: 0.02, critical: 0.5, source: '' }
  expect(levelsOf(input([0.001, 0.06], bands))).toEqual(['watch', 'degraded'])
  expect(levelsOf(input([0.001], bands))).toEqual([])
  expect(levelsOf(input([0.4], bands))).toEqual(['degraded', 'critical'])
})

test('a chart without a value above zero draws its limits all the same', () => {
  const bands = { critical: 5, source: '' }
  expect(levelsOf(input([0, 0], bands))).toEqual(['critical'])
  expect(levelsOf(input([null], bands))).toEqual(['critical'])
})

test('limits below the values are drawn where less is worse', () => {
  expect(levelsOf(input([0.4, 1], { watch: 0.9, critical: 0.5, source: '' }))).toEqual(['watch', 'critical'])
})

test('a metric without limits has none to draw', () => {
  expect(levelsOf(input([1], undefined))).toEqual([])
})

test('a line of another time is drawn behind the others, and the axis has room for it', () => {
  const present = input([0.001, 0.002], undefined)
  const [line] = present.lines
  const past = { name: 'm1, a day earlier', stroke, points: [[0, 0.9]] satisfies Point[], isGhost: true }
  const { series, yAxis } = chartOption({ ...present, lines: [...(line === undefined ? [] : [line]), past] })
  expect(series).toMatchObject([{ lineStyle: { width: 1.75 } }, { z: 1, lineStyle: { type: [4, 4] } }])
  expect(yAxis).not.toEqual(chartOption(present).yAxis)
})
