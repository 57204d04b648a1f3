import type { Frame, Series } from '@ocp-perf/promql'
import { describe, expect, test } from 'vitest'
import { metricSchema } from '../catalog-schema.ts'
import { pointsOnGrid, recordedStep } from './stored-points.ts'

const frameOf = (...series: Series[]): Frame => ({ series, warnings: [], partial: false })
const seriesAt = (times: number[], values = times.map(() => 1)): Series => ({
  labels: { member: 'm1' },
  times: Float64Array.from(times),
  values: Float64Array.from(values),
})
const every = (step: number, from: number, to: number) =>
  Array.from({ length: Math.floor((to - from) / step) + 1 }, (_, index) => from + index * step)
const stepOf = (...times: number[][]) => recordedStep(times.map((each) => frameOf(seriesAt(each))))

describe('the step that points were recorded at', () => {
  test('is that of the runs, whatever holes lie between them', () => {
    expect(stepOf(every(15, 0, 600))).toBe(15)
    expect(stepOf(every(15, 0, 600), every(15, 36_000, 36_600))).toBe(15)
  })

  test('is the finer one of two runs over the same time, and the coarser one where that alone shows most of it', () => {
    expect(stepOf(every(15, 0, 3600), every(300, 0, 3600))).toBe(15)
    expect(stepOf(every(15, 0, 3600), every(300, 0, 86_400))).toBe(300)
  })

  test('is not known of a lone point', () => {
    expect(stepOf([5])).toBeUndefined()
    expect(stepOf()).toBeUndefined()
  })
})

describe('points on a grid', () => {
  const metric = (changes: object = {}) =>
    metricSchema.parse({
      id: 'x',
      title: 'X',
      brief: 'X.',
      unit: 'count',
      better: 'lower',
      by: [],
      query: 'x',
      ...changes,
    })
  const shown = (series: Series, changes: object = {}) => {
    const [found] = pointsOnGrid(frameOf(series), { start: 100, end: 160, step: 20 }, metric(changes)).series
    return found === undefined ? [] : Array.from(found.times, (time, index) => [time, found.values[index]])
  }
  const event = { bands: { watch: 1, source: 'https://etcd.io', hold: 'event' } }

  test('are the points themselves where they lie on it', () => {
    expect(shown(seriesAt([80, 100, 120, 140, 160], [0, 1, 2, 3, 4]))).toEqual([
      [100, 1],
      [120, 2],
      [140, 3],
      [160, 4],
    ])
  })

  test('are the newest of each step, and none where nothing was recorded', () => {
    expect(shown(seriesAt([101, 115, 150, 170], [1, 2, 3, 4]))).toEqual([
      [120, 2],
      [160, 3],
    ])
    expect(shown(seriesAt([10, 300]))).toEqual([])
  })

  test('are the worst of each step where a single one counts', () => {
    expect(shown(seriesAt([101, 115, 119], [1, 5, 2]), event)).toEqual([[120, 5]])
    expect(shown(seriesAt([101, 115, 119], [3, 0, 2]), { ...event, better: 'higher' })).toEqual([[120, 0]])
    expect(shown(seriesAt([101, 119], [3, Number.NaN]), event)).toEqual([[120, 3]])
  })
})
