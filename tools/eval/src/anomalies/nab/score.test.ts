import { existsSync } from 'node:fs'
import { expect, test } from 'vitest'
import { nabFolder } from '../run-anomalies.ts'
import { nabFile, readNab, readNabScores } from './corpus.ts'
import { addCounts, bestScore, countAlerts, nabProfiles, nabScore, rateRows } from './score.ts'

const at = (minute: number) => `2020-01-01 00:${String(minute).padStart(2, '0')}:00.000000`

/** Forty rows a minute apart, of which the first six are not scored and those from 20 to 23 are a window. */
const rows = 40
const times = Float64Array.from({ length: rows }, (_, row) => Date.UTC(2020, 0, 1, 0, row) / 1000)
const file = nabFile('tiny', { times, values: new Float64Array(rows) }, [[at(20), at(23)]])
const rated = rateRows(file)
const { standard, lowMisses } = nabProfiles
const score = (...alerts: number[]) => nabScore(countAlerts(rated, alerts, standard), standard)

test('the window is found by its times, and the first of 15 percent is on probation', () => {
  expect(file).toMatchObject({ windows: [{ first: 20, last: 23 }], probation: 6 })
})

test('who never alerts has 0, who alerts at the start of each window 100', () => {
  expect(score()).toBe(0)
  expect(score(20)).toBeCloseTo(100, 9)
})

test('a later hit is worth less, by hand', () => {
  // The third of four rows is at −2/4 of the window.
  const worth = (2 / (1 + Math.exp(-2.5)) - 1) / (2 / (1 + Math.exp(-5)) - 1)
  expect(score(22)).toBeCloseTo((100 * (worth + 1)) / 2, 9)
  expect(score(22, 23)).toBe(score(22))
})

test('a false alarm costs its weight far from a window, little just behind one and nothing on probation', () => {
  expect(score(10)).toBeCloseTo((100 * -0.11) / 2, 9)
  expect(score(3)).toBe(0)
  // One row behind, of a width of three as the benchmark measures it there.
  expect(score(24)).toBeCloseTo((100 * 0.11 * (2 / (1 + Math.exp(5 / 3)) - 1)) / 2, 9)
  expect(score(39)).toBe(score(10))
})

test('a miss weighs twice where few misses are wanted', () => {
  expect(nabScore(countAlerts(rated, [20, 10], lowMisses), lowMisses)).toBeCloseTo((100 * (1 - 0.11 + 2)) / 3, 9)
})

test('several files are scored as one', () => {
  const counts = [countAlerts(rated, [20], standard), countAlerts(rated, [10], standard)]
  expect(nabScore(addCounts(counts), standard)).toBeCloseTo((100 * (1 - 1 - 0.11 + 2)) / 4, 9)
  expect(addCounts(counts)).toMatchObject({ windows: 2, hits: 1, falseAlarms: 1 })
})

test('the best threshold takes rows of equal scores together', () => {
  const scores = new Float64Array(rows)
  scores[20] = 0.5
  scores[10] = 0.5
  expect(bestScore([rated], [scores], standard)).toBeCloseTo(score(10, 20), 9)
  scores[20] = 0.6
  expect(bestScore([rated], [scores], standard)).toBeCloseTo(100, 9)
})

const folder = nabFolder(process.env)

test.runIf(existsSync(folder))(
  'the published scores of detectors come out, where the benchmark is at hand (OCP_PERF_NAB)',
  { timeout: 60_000 },
  async () => {
    const files = await readNab(folder)
    const all = files.map(rateRows)
    for (const [detector, published] of [
      ['windowedGaussian', [39.65, 20.87, 47.41]],
      ['relativeEntropy', [54.64, 47.6, 58.84]],
    ] as const) {
      const scores = await readNabScores(folder, detector, files)
      const found = Object.values(nabProfiles).map((profile) => Number(bestScore(all, scores, profile).toFixed(2)))
      expect(found).toEqual(published)
    }
  },
)
