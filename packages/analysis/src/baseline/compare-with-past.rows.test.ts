import { baselineSchema } from '@ocp-perf/panel'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { compareWithPast } from './compare-with-past.ts'
import {
  calm,
  compare,
  concat,
  day,
  frameOf,
  latency,
  member,
  nowAt,
  panelOf,
  points,
  sameHours,
  variant,
  window,
} from './testing/cluster.ts'

describe('the share of time beyond the limit', () => {
  test('makes a window worse whose median is as usual', () => {
    const { rows } = compare(
      [nowAt((time, index) => (time > window.end - 1200 ? 0.3 : calm(time, index)))],
      [concat(member, ...sameHours(6, calm))],
    )
    expect(rows[0]).toMatchObject({ standing: 'worse', usual_share_over: 0 })
    expect(rows[0]?.says).toContain('over 10 ms for 33% of the window, usually 0%')
  })

  test('is nothing new where it was so before', () => {
    const often = (time: number, index: number) => (index % 3 === 0 ? 0.3 : calm(time, index))
    const { rows } = compare([nowAt(often)], [concat(member, ...sameHours(6, often))])
    expect(rows[0]).toMatchObject({ standing: 'usual', usual_share_over: expect.closeTo(1 / 3, 1) })
  })

  test('counts what lies below, where more is better', () => {
    const hitRatio = variant({
      better: 'higher',
      unit: 'ratio',
      noise: undefined,
      bands: { watch: 0.9, critical: 0.5, source: 'https://example.org/limits', hold: 'sustained' },
    })
    const { rows } = compare([nowAt(() => 0.4)], [concat(member, ...sameHours(6, () => 0.99))], hitRatio)
    expect(rows[0]?.says).toContain('below 90% for 100% of the window, usually 0%')
    expect(rows[0]).toMatchObject({ standing: 'worse', share_over: 1 })
  })

  test('is null without a limit', () => {
    const { rows } = compare([nowAt(calm)], [concat(member, ...sameHours(6, calm))], variant({}))
    expect(rows[0]).toMatchObject({ share_over: null, usual_share_over: null })
  })
})

describe('the change of level', () => {
  test('is found in the hour before the window', () => {
    const change = window.start - 1800
    const before = points(window.start - 3600, window.start, 60, (time, index) =>
      time < change ? calm(time, index) : 0.3,
    )
    const { rows } = compare([nowAt(() => 0.3)], [concat(member, ...sameHours(6, calm), before)])
    expect(rows[0]).toMatchObject({ standing: 'worse', changed_at: change, days: 6 })
    expect(rows[0]?.says).toMatch(/; changed to 300 ms at 12:30:00Z$/)
  })

  test('is told as a stretch, with dates, where nothing is known of the time it fell into', () => {
    const { rows } = compare([nowAt(() => 0.3)], [concat(member, ...sameHours(6, calm))])
    expect(rows[0]?.changed_at).toBe(window.start)
    expect(rows[0]?.says).toMatch(/; changed to 300 ms between 2026-11-19 15:00:00Z and 13:00:00Z$/)
  })

  test('is told of days ago, though the present is as usual', () => {
    const change = window.start - 4 * day + 600
    const { rows } = compare(
      [nowAt(() => 0.005)],
      [concat(member, ...sameHours(7, (time, index) => (time < change ? calm(time, index) : 0.005)))],
    )
    expect(rows[0]).toMatchObject({ standing: 'usual', changed_at: change })
    expect(rows[0]?.says).toMatch(/; changed to 5 ms at 2026-11-16 13:10:00Z$/)
  })

  test('within the window makes the new level count, where the median is still the old one', () => {
    const change = window.end - 1500
    const past = [concat(member, ...sameHours(6, calm))]
    const metric = variant({})
    const { rows } = compare([nowAt((time, index) => (time < change ? calm(time, index) : 0.045))], past, metric)
    expect(rows[0]).toMatchObject({ standing: 'worse', changed_at: change, now: expect.closeTo(0.002, 3) })
    expect(rows[0]?.says).toMatch(/2.2 ms over the window, usually 2 ms ± 100 µs .*; changed to 45 ms at 13:35:00Z$/)
    const better = compare([nowAt((time) => (time < change ? 0.002 : 0.0001))], past, metric)
    expect(better.rows[0]).toMatchObject({ standing: 'better', changed_at: change })
  })

  test('is no slow drift within what is usual', () => {
    const drift = (time: number) => 0.002 + (time - window.end) / (7 * day) / 20_000
    const { rows } = compare([nowAt(drift)], [concat(member, ...sameHours(7, drift))])
    expect(rows[0]).toMatchObject({ standing: 'usual', changed_at: null })
  })
})

describe('order and completeness', () => {
  const labels = (name: string) => ({ member: name })
  const past = ['a', 'b', 'c', 'd'].map((name) => concat(labels(name), ...sameHours(4, () => 0.002)))

  test('worse comes first, the furthest from usual before the others, and what is thin last', () => {
    const levels = { a: 0.002, thin: 9, b: 0.009, c: 0.0001, d: 5 }
    const now = Object.entries(levels).map(([name, level]) => nowAt(() => level, labels(name)))
    const { rows } = compare(now, past)
    expect(rows.map((row) => [row.labels.member, row.standing])).toEqual([
      ['d', 'worse'],
      ['b', 'worse'],
      ['c', 'better'],
      ['a', 'usual'],
      ['thin', 'thin'],
    ])
  })

  test('something where there was always nothing is far from usual, and still a number', () => {
    const count = variant({ unit: 'count', noise: undefined })
    const zeros = past.map((series) => ({ ...series, values: series.values.fill(0) }))
    const { rows } = compare([nowAt(() => 3, labels('a')), nowAt(() => 0, labels('b'))], zeros, count)
    expect(rows.map(({ standing }) => standing)).toEqual(['worse', 'usual'])
    expect(rows[0]?.says).toContain('3 now, usually 0 (same hours of 4 days')
  })

  test('points of time, rows without points and metrics that the catalog does not know have no row', () => {
    const started = variant({ unit: 'timestamp', better: 'none', noise: undefined })
    expect(compare([nowAt(() => 1.79e9)], [], started)).toEqual({
      basis: 'Nothing was measured that could be held against a past.',
      rows: [],
    })
    const gaps = nowAt(() => Number.NaN)
    expect(compare([gaps], [concat(member, ...sameHours(4, calm))]).rows).toEqual([])
    const frame = frameOf(nowAt(calm))
    const panel = panelOf(latency, frame)
    expect(compareWithPast({ panel, frames: new Map(), past: new Map(), metrics: [latency] }).rows).toEqual([])
    const frames = new Map([[latency.id, frame]])
    expect(compareWithPast({ panel, frames, past: new Map(), metrics: [] }).rows).toEqual([])
  })

  test('series with and without the same hours are told apart in the basis', () => {
    const series = [
      concat(labels('a'), ...sameHours(4, calm)),
      concat(labels('b'), points(window.start - 7200, window.start - 1, 60, calm)),
    ]
    const { basis } = compare([nowAt(calm, labels('a')), nowAt(calm, labels('b'))], series)
    expect(basis).toMatch(/the same hours \(± 1h\) of 4 days, 724 samples, for 1 of them all that is known/)
  })

  test('every answer is a baseline as reports have it', () => {
    const value = fc.oneof({ weight: 5, arbitrary: fc.double({ noNaN: true }) }, fc.constant(Number.NaN))
    fc.assert(
      fc.property(fc.array(value, { maxLength: 121 }), fc.array(value, { maxLength: 400 }), (now, past) => {
        const series = (values: number[], start: number, step: number) =>
          concat(
            member,
            points(start, start + (values.length - 1) * step, step, (_, index) => values[index] ?? Number.NaN),
          )
        const baseline = compare([series(now, window.start, 30)], [series(past, window.start - past.length * 900, 900)])
        expect(baselineSchema.parse(baseline)).toEqual(baseline)
      }),
      { numRuns: 20 },
    )
  })
})
