import { createOffsetOf } from '../wall-clock.ts'
import { type AutoView, autoRangeSeconds, createAutoView, longestShift } from './auto-view.ts'
import { createEwmaView, createIqrView, createMadView, createZscoreView } from './moving-views.ts'
import type { Settings } from './options.ts'
import { createRecordBandsView, recordBandsNeed } from './record-bands-view.ts'
import { createHoltWintersView, createSeasonalView } from './seasonal-view.ts'
import { spreadNeeds } from './spread.ts'
import type { View, ViewName } from './view.ts'
import { lengthOf } from './words.ts'

const day = 86_400
const hour = 3600
/** Samples that a robust spread remembers: of steps shorter than 2.5 minutes it reaches back less than seven days. */
const spreadRows = 4096
const mostRows = 100_000

/** How a method looks at a series of some step, and what its words are for what it compares with. */
export interface MethodView {
  view: View
  /** How far back it looks, in seconds; what it tells of an alert goes by what decided. */
  reach(decided: ViewName): number
  /** Samples without which it judges none. */
  needed: number
  baseline: string
  /** What an alert is compared with, where that is no length of time. */
  against?: string
  season?: AutoView['season']
}

/** What a method does with a series whose samples are `step` seconds apart. */
export function viewFor(settings: Settings, step: number): MethodView {
  const { method, threshold, zone, direction, unit } = settings
  const rows = (seconds: number, least: number) => Math.max(least, Math.round(seconds / step))
  const reach = Math.min(settings.baselineSeconds, mostRows * step)
  const trailing = { reach: () => reach, needed: spreadNeeds, baseline: `up to ${lengthOf(reach)} before each sample` }
  const spread = Math.min(spreadRows, rows(7 * day, 60))
  switch (method) {
    case 'zscore':
      return { ...trailing, view: createZscoreView(Math.min(mostRows, rows(reach, spreadNeeds)), threshold) }
    case 'mad':
      return { ...trailing, view: createMadView(Math.min(mostRows, rows(reach, spreadNeeds)), threshold) }
    case 'iqr':
      return { ...trailing, view: createIqrView(Math.min(mostRows, rows(reach, spreadNeeds)), threshold) }
    case 'ewma':
      return {
        view: createEwmaView(threshold),
        reach: () => 2 * day,
        needed: spreadNeeds,
        baseline: 'all before each sample, half as much for each 12 h that it is older',
      }
    case 'seasonal':
      return {
        view: createSeasonalView(spread, threshold, { step, zone }),
        reach: () => 7 * day,
        needed: spreadNeeds,
        baseline: 'the same time on the 7 days before each sample',
      }
    case 'holt-winters':
      return {
        view: createHoltWintersView(threshold, { step, offsetOf: createOffsetOf(zone) }),
        reach: () => 7 * day,
        needed: rows(2 * day, spreadNeeds) + 1,
        baseline: 'a forecast from level and time of day, of all before each sample',
      }
    case 'record-bands': {
      const rowWindows = { lookback: { samples: 8064 }, shift: 24, smooth: 3 }
      const timeWindows = {
        lookback: { seconds: 28 * day },
        shift: Math.min(longestShift, rows(2 * hour, 3)),
        smooth: rows(hour / 4, 1),
      }
      return {
        view: createRecordBandsView({ ...(unit === 'rows' ? rowWindows : timeWindows), direction }),
        reach: () => (unit === 'rows' ? 8064 * step : 28 * day),
        needed: recordBandsNeed,
        baseline: `the range of up to ${unit === 'rows' ? '8064 samples' : '28 days'} before each sample`,
      }
    }
    case 'auto': {
      const view = createAutoView(step, { rows: spread, zone, direction })
      const spreadReach = Math.min(7 * day, spread * step)
      return {
        view,
        reach: (decided) => (decided === 'spread' ? spreadReach : decided === 'season' ? 7 * day : autoRangeSeconds),
        needed: spreadNeeds,
        baseline: `up to 14 days before each sample (the range), and up to ${lengthOf(spreadReach)} (the spread)`,
        season: view.season,
      }
    }
  }
}
