import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { regularSeries, seededNormal } from '../testing/series.ts'
import { detectAnomalies } from './detect.ts'
import { createDetector } from './detector.ts'
import { explainAlert } from './explain.ts'
import { anomalyMethods, type DetectOptions } from './options.ts'

const { NaN: nothing, POSITIVE_INFINITY: infinity } = Number
const day = 86_400

/** Days of five minutes with a wave, and noise around it. */
function wave(days: number, seed = 1, at: (index: number) => number = () => 0) {
  const normal = seededNormal(seed)
  return regularSeries(
    days * 288,
    300,
    (index, time) => 100 + 30 * Math.sin((2 * Math.PI * time) / day) + normal() + at(index),
  )
}

/** An hour of 15 s, as a chart of a metric has it. */
function hour(valueAt: (index: number) => number) {
  return regularSeries(240, 15, valueAt)
}

describe('auto', () => {
  test('sees a spike at night that stays below what every noon has', () => {
    const { alerts, chosen } = detectAnomalies(wave(8, 1, (index) => (index === 7 * 288 + 216 ? 25 : 0)))
    expect(alerts).toMatchObject([{ index: 7 * 288 + 216, side: 'up', view: 'season', suppressed: 0 }])
    expect(chosen).toContain('days repeat')
  })

  test('takes what comes again every day for usual', () => {
    const backup = (index: number) => (index % 288 >= 24 && index % 288 < 36 ? 200 : 0)
    const late = detectAnomalies(wave(14, 2, backup)).alerts.filter(({ index }) => index > 4 * 288)
    expect(late).toEqual([])
  })

  test('sees incidents of the same size again and again', () => {
    const starts = [4.1, 6.7, 8.3, 10.9, 12.5].map((each) => Math.round(each * 288))
    const { alerts } = detectAnomalies(
      wave(14, 3, (index) => (starts.some((at) => index >= at && index < at + 6) ? 40 : 0)),
    )
    expect(alerts.map(({ index }) => index)).toEqual(starts)
    expect(alerts.every(({ suppressed, until, time }) => suppressed === 5 && until === time + 5 * 300)).toBe(true)
  })

  test('expects less of whoever rings all the time', () => {
    const normal = seededNormal(4)
    const every = (hours: number) =>
      regularSeries(20 * 288, 300, (index) => 10 + normal() + (index % (12 * hours) === 5 ? 60 : 0))
    expect(detectAnomalies(every(12), { restSeconds: 0 }).alerts.length).toBeLessThan(12)
  })

  test.each([
    ['up', 8],
    ['down', -8],
  ] as const)('sees a step in an hour of samples that goes %s, where it begins', (side, height) => {
    const normal = seededNormal(5)
    const { alerts } = detectAnomalies(hour((index) => 50 + normal() + (index >= 150 ? height : 0)))
    expect(alerts[0]).toMatchObject({ index: 150, side })
    const other = side === 'up' ? 'down' : 'up'
    const until = detectAnomalies(
      hour((index) => 50 + normal() + (index >= 150 ? height : 0)),
      { direction: other },
    )
    expect(until.alerts).toEqual([])
  })

  test('sees what is odd among the first samples, of which none came before', () => {
    const normal = seededNormal(6)
    const { alerts } = detectAnomalies(hour((index) => 50 + normal() + (index >= 10 && index < 13 ? 30 : 0)))
    expect(alerts).toMatchObject([{ index: 10, suppressed: 2, against: 'all 240 samples of the window' }])
  })

  test('is quiet over hours of noise, of a drifting level, of a ramp and of counts', () => {
    const kinds = [
      (normal: () => number) => () => 100 + 5 * normal(),
      (normal: () => number) => {
        let level = 0
        return () => {
          level += normal()
          return 1000 + level
        }
      },
      (normal: () => number) => (index: number) => index + normal(),
      (normal: () => number) => () => Math.floor(Math.abs(normal())),
    ]
    const windows = kinds.flatMap((kind) => Array.from({ length: 40 }, (_, seed) => hour(kind(seededNormal(seed)))))
    const loud = windows.filter((window) => detectAnomalies(window).alerts.length > 0)
    expect(loud.length).toBeLessThan(windows.length / 20)
  })

  test('calls the first value that differs new, and says what there was', () => {
    const { alerts } = detectAnomalies(hour((index) => (index >= 100 ? 9 : 7)))
    expect(alerts.map((alert) => explainAlert(alert))).toEqual(['9, where the last 25 min had nothing but 7'])
  })
})

describe('every method', () => {
  test.each(anomalyMethods)('%s says how many samples it needs in place of a guess', (method) => {
    for (const size of [0, 1, 12, 29]) {
      const { status, samples, needed, scores, alerts } = detectAnomalies(
        regularSeries(size, 60, (index) => index),
        { method },
      )
      expect({ status, samples, alerts }).toEqual({ status: 'too_little_data', samples: size, alerts: [] })
      expect(needed).toBeGreaterThan(size)
      expect([...scores].every(Number.isNaN)).toBe(true)
    }
  })

  test.each(anomalyMethods)('%s finds nothing odd about what never changes', (method) => {
    const { status, alerts, notes } = detectAnomalies(
      regularSeries(4 * 288, 300, () => 7),
      { method },
    )
    expect({ status, alerts }).toEqual({ status: 'judged', alerts: [] })
    expect(notes).toContain('All 1152 samples are the same.')
  })

  test.each(anomalyMethods)('%s sees a spike far beyond everything', (method) => {
    const at = 6 * 288 + 17
    const found = detectAnomalies(
      wave(8, 7, (index) => (index === at ? 500 : 0)),
      { method },
    ).alerts.filter(({ index }) => index > 4 * 288)
    expect(found[0]).toMatchObject({ index: at, side: 'up' })
  })

  test.each(anomalyMethods)('%s drops what is no number and counts it', (method) => {
    const series = wave(5, 8)
    series.values[700] = nothing
    series.values[701] = infinity
    const { dropped, samples, scores, notes } = detectAnomalies(series, { method })
    expect({ dropped, samples }).toEqual({ dropped: 2, samples: 5 * 288 - 2 })
    expect([scores[700], scores[701]]).toEqual([nothing, nothing])
    expect(notes).toContain('2 values are no number and were left out.')
  })

  test.each(anomalyMethods)('%s judges a mirrored series alike, with the sides changed', (method) => {
    const series = wave(5, 9, (index) => (index > 1300 && index < 1320 ? -60 : 0))
    const mirrored = { times: series.times, values: series.values.map((value) => -value) }
    const sides = ({ index, side }: { index: number; side: string }) => [index, side]
    const swapped = { up: 'down', down: 'up' }
    expect(detectAnomalies(mirrored, { method }).alerts.map(sides)).toEqual(
      detectAnomalies(series, { method }).alerts.map(({ index, side }) => [index, swapped[side]]),
    )
  })
})

const trailing: DetectOptions[] = [
  { method: 'zscore', baseline: 'trailing' },
  { method: 'mad', baseline: 'trailing', baselineSeconds: 3600 },
  { method: 'iqr', baseline: 'trailing', direction: 'up' },
  { method: 'ewma', restSeconds: 0 },
  { method: 'seasonal', zone: 'Europe/Berlin' },
  { method: 'holt-winters' },
  { method: 'record-bands' },
  { method: 'record-bands', unit: 'rows' },
]

const rough = fc.array(
  fc.record({
    value: fc.oneof(
      { weight: 9, arbitrary: fc.integer({ min: -5, max: 5 }) },
      fc.constantFrom(nothing, infinity, 80, -40),
    ),
    pause: fc.oneof({ weight: 9, arbitrary: fc.constant(900) }, fc.constantFrom(0, -300, 20_000, 400_000)),
  }),
  { minLength: 60, maxLength: 400, size: 'max' },
)

test.each(trailing)('a stream and a window are judged alike by $method', (options) => {
  fc.assert(
    fc.property(rough, (samples) => {
      let time = 1_756_857_600
      const times = Float64Array.from(samples, ({ pause }) => (time += pause))
      const values = Float64Array.from(samples, ({ value }) => value)
      const batch = detectAnomalies({ times, values }, options)
      const { baseline: _, ...forStream } = options
      const detector = createDetector(forStream)
      const judged = Array.from(times, (each, index) => detector.push(each, values[index] ?? nothing))
      expect(judged.map(({ score }) => score)).toEqual([...batch.scores])
      expect(judged.flatMap(({ alert }) => alert ?? [])).toEqual(batch.alerts)
    }),
    { numRuns: 20 },
  )
})

test('what came later changes no judgement of auto after its first samples', () => {
  const series = wave(6, 10, (index) => (index % 400 === 399 ? 80 : 0))
  const whole = detectAnomalies(series)
  const cut = detectAnomalies({ times: series.times.slice(0, 900), values: series.values.slice(0, 900) })
  expect([...cut.scores.slice(30)]).toEqual([...whole.scores.slice(30, 900)])
})

test('a gap is told, and what lies before it is no day before', () => {
  const { times, values } = wave(6, 11)
  const kept = [...times.keys()].filter((index) => index < 800 || index > 830)
  const { gaps, alerts, notes } = detectAnomalies({
    times: Float64Array.from(kept, (index) => times[index] ?? nothing),
    values: Float64Array.from(kept, (index) => values[index] ?? nothing),
  })
  expect(gaps).toEqual([{ from: times[799], to: times[831] }])
  expect(alerts).toEqual([])
  expect(notes).toContain('One gap of more than 5 steps of 5 min, the longest of 3 h.')
})

test('a season follows the clock of its zone through a change to summer time', () => {
  const local = new Intl.DateTimeFormat('en', { timeZone: 'Europe/Berlin', hour: 'numeric', hourCycle: 'h23' })
  const start = Date.UTC(2026, 2, 20) / 1000
  const times = Float64Array.from({ length: 16 * 24 }, (_, index) => start + index * 3600)
  const normal = seededNormal(12)
  const values = times.map((time) => (Number(local.format(time * 1000)) === 9 ? 100 : 10) + normal())
  const alertsIn = (zone: string) =>
    detectAnomalies({ times, values }, { method: 'seasonal', zone }).alerts.filter(({ index }) => index > 96)
  expect(alertsIn('Europe/Berlin')).toEqual([])
  expect(alertsIn('UTC').length).toBeGreaterThan(0)
})

test('an odd threshold, rest, time, zone or column is an error of whoever wrote it', () => {
  const series = wave(1)
  expect(() => detectAnomalies(series, { threshold: 0 })).toThrow('A threshold is more than 0')
  expect(() => detectAnomalies(series, { restSeconds: -1 })).toThrow(RangeError)
  expect(() => detectAnomalies(series, { zone: 'Europe/Atlantis' })).toThrow(RangeError)
  expect(() => detectAnomalies({ times: series.times, values: new Float64Array(3) })).toThrow('288 times for 3 values')
  expect(() => createDetector().push(nothing, 1)).toThrow('has a time')
  expect(() => createDetector({ baseline: 'window' })).toThrow('no whole window')
})

test('values near the end of what a double holds make no false alarm', () => {
  const normal = seededNormal(13)
  const series = hour(() => 1e300 * (5 + normal()))
  for (const method of anomalyMethods) expect(detectAnomalies(series, { method }).alerts).toEqual([])
})

test('a rolling mean keeps its precision after the level fell by twelve digits', () => {
  const normal = seededNormal(14)
  const series = regularSeries(4000, 60, (index) => (index < 40 ? 1e12 : normal() + (index === 3900 ? 30 : 0)))
  const { scores } = detectAnomalies(series, { method: 'zscore', baseline: 'trailing', baselineSeconds: 6000 })
  expect(scores[3900]).toBeGreaterThan(10)
})

test('steps of a thousandth of a second cost no more memory than others', () => {
  const normal = seededNormal(15)
  const series = regularSeries(3000, 0.001, () => normal())
  for (const method of anomalyMethods) expect(detectAnomalies(series, { method }).samples).toBe(3000)
})
