import { expect, test } from 'vitest'
import { known, sample } from '../testing/sample.ts'
import { earlierRange, earlierWindow, isLive, movedOn, withLines } from './windows.ts'

const window = { start: 1_795_973_250, end: 1_795_976_850, step: 30 }
const chart = known(sample.charts, 'etcd_wal_fsync_p99')

test('the earlier window covers the present one a day before, and stays the same while that moves on a little', () => {
  const earlier = earlierWindow(window, 86_400)
  expect(earlier.start).toBeLessThanOrEqual(window.start - 86_400)
  expect(earlier.end).toBeGreaterThanOrEqual(window.end - 86_400)
  const later = { ...window, start: window.start + 60, end: window.end + 60 }
  expect(earlierWindow(later, 86_400)).toEqual(earlier)
  expect(earlierRange(window, 86_400)).toEqual({
    start_time: '2026-11-28T17:30:00.000Z',
    end_time: '2026-11-28T18:30:00.000Z',
  })
})

test('a recording and a range between two times are not live', () => {
  expect(isLive({ duration: '1h' }, window, window.end + 20)).toBe(true)
  expect(isLive({ duration: '1h' }, window, window.end + 86_400)).toBe(false)
  expect(isLive({ start_time: '', end_time: '' }, window, window.end)).toBe(false)
})

test('a window moves on by whole steps', () => {
  expect(movedOn(window, 1000, 1070)).toEqual({ start: window.start + 60, end: window.end + 60, step: 30 })
  expect(movedOn(window, 1000, 990)).toEqual(window)
})

test('newer lines keep the place and so the colour of the lines they go on from', () => {
  const { metric, cluster, unit } = chart
  const newcomer = { name: 'new', points: [] }
  const series = [newcomer, ...chart.series].reverse().map((each) => ({ ...each, points: [] }))
  const fresh = withLines(chart, [{ metric, cluster, unit, series, omitted: 3 }])
  expect(fresh.series.map(({ name }) => name)).toEqual([...chart.series.map(({ name }) => name), 'new'])
  expect({ ...fresh, series: [] }).toEqual({ ...chart, series: [], omitted: 3 })
  expect(withLines(chart, [])).toBe(chart)
})
