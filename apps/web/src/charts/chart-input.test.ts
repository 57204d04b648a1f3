import { expect, test } from 'vitest'
import { known, sample } from '../testing/sample.ts'
import { inputOf } from './chart-input.ts'
import { descriptionOf } from './describe-chart.ts'

const chart = known(sample.charts, 'etcd_wal_fsync_p99')
const [first] = chart.series
const name = first?.name ?? ''
const points = first?.points.slice(0, 2) ?? []
const day = 86_400
const earlier = {
  name: 'a day earlier',
  shiftSeconds: day,
  series: [
    { name, points: points.map(([time, value]): [number, number | null] => [time - day, value]) },
    { name: 'gone since', points: [] },
  ],
}

test('lines of another time lie under those of the same name, and what is not drawn now is not compared', () => {
  const ghosts = inputOf(chart, new Set(), earlier).lines.filter(({ isGhost }) => isGhost)
  expect(ghosts).toMatchObject([{ name: `${name}, a day earlier` }])
  expect(ghosts[0]?.points.map(([time]) => time)).toEqual(points.map(([time]) => time * 1000))
  expect(ghosts[0]?.stroke).toEqual(inputOf(chart).lines[0]?.stroke)
})

test('a line that is switched off takes its earlier one with it', () => {
  expect(inputOf(chart, new Set([0]), earlier).lines.map((line) => line.name)).toEqual(
    chart.series.slice(1).map((each) => each.name),
  )
})

test('who does not see a chart is told of the earlier lines as well', () => {
  expect(descriptionOf(chart, earlier)).toContain(`; a day earlier, ${name}: up to `)
})
