import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  calm,
  compare,
  concat,
  day,
  latency,
  member,
  nowAt,
  points,
  sameHours,
  variant,
  window,
} from './testing/cluster.ts'

test('a slow hour beside six calm days is worse, with figures, counts and the time of the change', () => {
  const fault = window.start + 1200
  const { basis, rows } = compare(
    [nowAt((time, index) => (time < fault ? calm(time, index) : 0.0637))],
    [concat(member, ...sameHours(6, calm))],
  )
  expect(rows).toEqual([
    {
      metric: 'disk_latency',
      title: 'Disk latency',
      unit: 'seconds',
      labels: member,
      now: 0.0637,
      usual: expect.closeTo(0.002, 9),
      spread: expect.closeTo(0.0001, 9),
      samples: 6 * 181,
      days: 6,
      share_over: expect.closeTo(81 / 121, 9),
      usual_share_over: 0,
      changed_at: fault,
      standing: 'worse',
      says:
        'Disk latency of m2: 63.7 ms over the window, usually 2 ms ± 100 µs (same hours of 6 days, 1086 samples); ' +
        'over 10 ms for 67% of the window, usually 0%; changed to 63.7 ms at 13:20:00Z',
    },
  ])
  expect(basis).toBe('Each series is held against its own past: the same hours (± 1h) of 6 days, 1086 samples.')
})

test('a calm hour beside calm days is usual and tells of no change', () => {
  const { rows } = compare([nowAt(calm)], [concat(member, ...sameHours(7, calm))])
  expect(rows[0]).toMatchObject({ standing: 'usual', changed_at: null, share_over: 0, usual_share_over: 0 })
  expect(rows[0]?.says).toBe('Disk latency of m2: 2 ms now, usually 2 ms ± 100 µs (same hours of 7 days, 1267 samples)')
})

describe('a shift of the level changes the standing as far as it exceeds spread, a tenth of the level and noise', () => {
  const shifted = fc.record({
    level: fc.double({ min: 0.1, max: 1000, noNaN: true }),
    /** MAD in shares of the level. */
    spread: fc.constantFrom(0, 0.001, 0.02, 0.1, 0.5),
    noise: fc.constantFrom(undefined, 0.01, 5, 100),
    shift: fc.double({ min: -3, max: 3, noNaN: true }),
  })

  test.each([
    ['lower', 'worse', 'better'],
    ['higher', 'better', 'worse'],
    ['none', 'different', 'different'],
  ] as const)('where %s is better, more is %s and less is %s', (better, more, less) => {
    fc.assert(
      fc.property(shifted, ({ level, spread, noise, shift }) => {
        // Three equally frequent values have the distance between them as MAD.
        const at = (_: number, index: number) => level * (1 + ((index % 3) - 1) * spread)
        const move = shift * level
        const slack = Math.max(3 * 1.4826 * spread * level, level / 10, noise ?? 0)
        fc.pre(Math.abs(Math.abs(move) - slack) > 1e-6 * level)
        const { rows } = compare(
          [nowAt(() => level + move)],
          [concat(member, ...sameHours(4, at))],
          variant({ better, noise, unit: 'count' }),
        )
        const expected = Math.abs(move) < slack ? 'usual' : move > 0 ? more : less
        expect(rows[0]?.standing).toBe(expected)
      }),
      { numRuns: 40 },
    )
  })
})

describe('what has too little past is thin, never usual', () => {
  test('an empty past', () => {
    const { basis, rows } = compare([nowAt(calm)], [])
    expect(basis).toBe('No past is known, so that nothing can be called usual.')
    expect(rows[0]).toMatchObject({
      standing: 'thin',
      usual: null,
      spread: null,
      samples: 0,
      days: 0,
      usual_share_over: null,
      changed_at: null,
      says: 'Disk latency of m2: 2 ms now; nothing is known of its past',
    })
  })

  test('a past of gaps and infinities alone', () => {
    const nothing = sameHours(5, (_, index) => (index % 2 === 0 ? Number.NaN : Number.POSITIVE_INFINITY))
    expect(compare([nowAt(calm)], [concat(member, ...nothing)]).rows[0]).toMatchObject({ standing: 'thin', samples: 0 })
  })

  test('the past of another member', () => {
    const { rows } = compare([nowAt(calm)], [concat({ member: 'm1' }, ...sameHours(7, calm))])
    expect(rows[0]).toMatchObject({ standing: 'thin', samples: 0 })
  })

  test.each([
    [
      'a few minutes, however many samples',
      points(window.start - 360, window.start - 1, 1, calm),
      /360 samples within 6m$/,
    ],
    [
      'a few samples, however long',
      points(window.start - 29 * day, window.start - day, day, calm),
      /29 samples within 28d$/,
    ],
    ['a single sample', points(window.start - 60, window.start - 60, 1, calm), /: 1 sample$/],
  ])('%s', (_, past, says) => {
    const { basis, rows } = compare([nowAt(() => 9)], [concat(member, past)])
    expect(rows[0]).toMatchObject({ standing: 'thin', changed_at: null })
    expect(rows[0]?.says).toMatch(says)
    expect(basis).toMatch(/too little of it for 1 of 1\.$/)
  })

  test('whatever little there is', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 29 }), fc.integer({ min: 1, max: day }), (samples, step) => {
        const end = window.start - 1
        const past = samples === 0 ? [] : [concat(member, points(end - (samples - 1) * step, end, step, calm))]
        expect(compare([nowAt(calm)], past).rows[0]).toMatchObject({ standing: 'thin', samples })
      }),
      { numRuns: 20 },
    )
  })

  test('and so is a present of two samples', () => {
    const now = concat(
      member,
      points(window.start, window.start + 30, 30, () => 9),
    )
    const { rows } = compare([now], [concat(member, ...sameHours(7, calm))])
    expect(rows[0]?.says).toBe('Disk latency of m2: 9 s now; too little to compare: 2 samples in the window')
    expect(rows[0]).toMatchObject({ standing: 'thin', samples: 1267 })
  })
})

describe('which past counts', () => {
  test('other hours of the day do not, where the same hours of three days are known', () => {
    const busyNight = (time: number, index: number) => (time % day < 6 * 3600 ? 5 : calm(time, index))
    const whole = points(window.start - 7 * day - 3600, window.start - 300, 300, busyNight)
    expect(compare([nowAt(calm)], [concat(member, whole)]).rows[0]).toMatchObject({
      standing: 'usual',
      samples: 7 * 37,
      days: 7,
      usual_share_over: 0,
    })
  })

  test('how many hours off is the same time of day is the caller’s to say', () => {
    const whole = points(window.start - 7 * day - 3600, window.start - 300, 300, calm)
    const { basis, rows } = compare([nowAt(calm)], [concat(member, whole)], latency, 2)
    expect(rows[0]?.samples).toBe(6 * 61 + 49)
    expect(basis).toContain('(± 2h)')
  })

  test('all of the past does, and is said to, where the same hours of fewer days are known', () => {
    const { basis, rows } = compare([nowAt(calm)], [concat(member, points(window.start - 7200, window.end, 60, calm))])
    expect(rows[0]).toMatchObject({ standing: 'usual', samples: 120, days: 1 })
    expect(rows[0]?.says).toContain('(the 1h59m known before, 120 samples)')
    expect(basis).toBe(
      'Each series is held against its own past: all that is known before the window, as the same hours of earlier days are too few (1 day, 120 samples).',
    )
  })

  test('nothing of the window itself does', () => {
    const overlapping = points(window.start - 3 * 3600, window.end, 60, (time) => (time < window.start ? 0.002 : 0.5))
    expect(compare([nowAt(() => 0.5)], [concat(member, overlapping)]).rows[0]).toMatchObject({
      standing: 'worse',
      usual: 0.002,
      usual_share_over: 0,
    })
  })

  test('only points of the window are its present', () => {
    const more = points(window.start - 7200, window.end + 7200, 30, (time) =>
      time < window.start || time > window.end ? 7 : 0.002,
    )
    const { rows } = compare([concat(member, more)], [concat(member, ...sameHours(5, calm))])
    expect(rows[0]).toMatchObject({ standing: 'usual', now: 0.002 })
  })

  test('a member that moved to another node keeps its past', () => {
    const [first, ...rest] = sameHours(6, calm)
    const past = [
      concat({ member: 'm2', node: 'old' }, ...rest.slice(0, 2)),
      concat({ member: 'm2', node: 'older' }, ...(first === undefined ? [] : [first])),
      concat({ member: 'm2', node: 'new' }, ...rest.slice(2)),
    ]
    const { rows } = compare([nowAt(calm, { member: 'm2', node: 'new' })], past)
    expect(rows[0]).toMatchObject({ standing: 'usual', days: 6, samples: 6 * 181, labels: { node: 'new' } })
  })
})
