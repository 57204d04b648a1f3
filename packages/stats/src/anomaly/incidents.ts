import type { Band, ViewName } from './view.ts'

/** The first odd sample of an incident, and what followed it until the rest was over. */
export interface Alert {
  /** Position among the samples given. */
  index: number
  /** Unix seconds. */
  time: number
  value: number
  /** In the unit of the method. */
  score: number
  side: 'up' | 'down'
  /** What about the sample was odd: its value, its distance from the usual, its time of day, its level, the day before. */
  view: ViewName
  /** Where the value was expected. */
  expected: Band
  /** What it was compared with, in words: "the last 14 days". */
  against: string
  /** Odd samples after this one that raised no alert of their own, because the rest was not over. */
  suppressed: number
  /** Time of the last of them; its own time without any. */
  until: number
}

/** How long after an alert none follows; infinite where that is no limit. */
export interface Rest {
  seconds: number
  rows: number
}

/** Makes alerts of scores: one for what lasts, and again when the rest is over and it is still odd. */
export interface Incidents {
  /**
   * @param score signed: positive where the value is too high; NaN where it is not judged
   * @param finding what an alert says beside that, asked for only where one is raised
   * @returns the alert that begins with this sample. It goes on counting what it suppresses.
   */
  judge(sample: Sample, score: number, finding: () => Finding): Alert | undefined
}

export interface Sample {
  index: number
  time: number
  value: number
}

export type Finding = Pick<Alert, 'view' | 'expected' | 'against'>

export function createIncidents(threshold: number, rest: Rest): Incidents {
  let latest: Alert | undefined
  return {
    judge({ index, time, value }, score, finding) {
      const size = Math.abs(score)
      // A score of 0 is inside whatever the threshold is.
      if (!(size >= threshold) || size === 0) return undefined
      if (latest !== undefined && time - latest.time <= rest.seconds && index - latest.index <= rest.rows) {
        latest.suppressed++
        latest.until = time
        return undefined
      }
      const side = score > 0 ? 'up' : 'down'
      latest = { index, time, value, score: size, side, ...finding(), suppressed: 0, until: time }
      return latest
    },
  }
}
