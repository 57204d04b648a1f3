import type { NabFile } from './corpus.ts'

/** What a hit, a false alarm and a miss weigh. */
export interface NabProfile {
  hit: number
  falseAlarm: number
  miss: number
}

/** The application profiles of the benchmark (config/profiles.json). */
export const nabProfiles = {
  standard: { hit: 1, falseAlarm: 0.11, miss: 1 },
  lowFalseAlarms: { hit: 1, falseAlarm: 0.22, miss: 1 },
  lowMisses: { hit: 1, falseAlarm: 0.11, miss: 2 },
} as const satisfies Record<string, NabProfile>

/** What the alerts in one file, or in several, come to. */
export interface NabCount {
  /** Sum of the weighted positions, without the scale of 0 to 100. */
  raw: number
  windows: number
  hits: number
  falseAlarms: number
}

const outside = -1
const unscored = -2

/** How much an alert in each row of a file is worth, and the window it is in. */
export interface NabRows {
  worth: Float64Array
  windowOf: Int32Array
  windows: number
}

/**
 * The worth of a row by its position y relative to a window, −1 at its start and 0 at its end, beyond it in widths:
 * 2 / (1 + e^5y) − 1, at most 1, and −1 from three widths behind the window on, or where none came before.
 *
 * Lavin and Ahmad (2015), Evaluating real-time anomaly detection algorithms: the Numenta Anomaly Benchmark, ICMLA.
 */
export function rateRows({ times, windows, probation }: Pick<NabFile, 'times' | 'windows' | 'probation'>): NabRows {
  const worth = new Float64Array(times.length)
  const windowOf = new Int32Array(times.length)
  let next = 0
  for (let row = 0; row < times.length; row++) {
    while (row > (windows[next]?.last ?? Number.POSITIVE_INFINITY)) next++
    const [here, before] = [windows[next], windows[next - 1]]
    const isInside = here !== undefined && row >= here.first
    if (isInside) worth[row] = sigmoid(-(here.last - row + 1) / (here.last - here.first + 1)) / sigmoid(-1)
    else if (before === undefined) worth[row] = -1
    // One row less than the width, as the benchmark's own code measures it.
    else worth[row] = sigmoid((row - before.last) / (before.last - before.first))
    windowOf[row] = row < probation ? unscored : isInside ? next : outside
  }
  return { worth, windowOf, windows: windows.length }
}

function sigmoid(position: number): number {
  return position > 3 ? -1 : 2 / (1 + Math.exp(5 * position)) - 1
}

/** What alerts at some rows of a file are worth: of each window the best one counts, outside windows every one. */
export function countAlerts(
  { worth, windowOf, windows }: NabRows,
  alerts: Iterable<number>,
  profile: NabProfile,
): NabCount {
  const best = new Float64Array(windows).fill(-profile.miss)
  let falseAlarms = 0
  let lost = 0
  for (const row of alerts) {
    const window = windowOf[row] ?? unscored
    if (window === unscored) continue
    const worthHere = worth[row] ?? 0
    if (window !== outside) best[window] = Math.max(best[window] ?? 0, worthHere * profile.hit)
    else {
      falseAlarms++
      lost += worthHere * profile.falseAlarm
    }
  }
  const hits = best.filter((each) => each > -profile.miss).length
  return { raw: best.reduce((sum, each) => sum + each, lost), windows, hits, falseAlarms }
}

/** Several files taken together. */
export function addCounts(counts: readonly NabCount[]): NabCount {
  const total = { raw: 0, windows: 0, hits: 0, falseAlarms: 0 }
  for (const { raw, windows, hits, falseAlarms } of counts) {
    total.raw += raw
    total.windows += windows
    total.hits += hits
    total.falseAlarms += falseAlarms
  }
  return total
}

/** 0 for who never alerts, 100 for who alerts in the first row of every window and nowhere else. */
export function nabScore({ raw, windows }: NabCount, { hit, miss }: NabProfile): number {
  return (100 * (raw + miss * windows)) / ((hit + miss) * windows)
}

/**
 * The best score that one threshold for all files gives, found as the benchmark finds it: with the labels at hand. Rows of
 * equal scores alert together.
 */
export function bestScore(files: readonly NabRows[], scores: readonly Float64Array[], profile: NabProfile): number {
  const rows = files
    .flatMap(({ worth, windowOf }, file) =>
      Array.from(worth, (value, row) => ({
        file,
        worth: value,
        window: windowOf[row] ?? unscored,
        score: scores[file]?.[row] ?? 0,
      })),
    )
    .filter(({ window }) => window !== unscored)
  rows.sort((a, b) => b.score - a.score)
  const windows = files.reduce((sum, file) => sum + file.windows, 0)
  const best = files.map((file) => new Float64Array(file.windows).fill(-profile.miss))
  let raw = -profile.miss * windows
  let most = raw
  rows.forEach(({ file, worth, window, score }, at) => {
    const found = best[file]
    if (window === outside || found === undefined) raw += worth * profile.falseAlarm
    else {
      const gain = Math.max(0, worth * profile.hit - (found[window] ?? 0))
      found[window] = (found[window] ?? 0) + gain
      raw += gain
    }
    if (rows[at + 1]?.score !== score) most = Math.max(most, raw)
  })
  return nabScore({ raw: most, windows, hits: 0, falseAlarms: 0 }, profile)
}
