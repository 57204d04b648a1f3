/** Raises the limit of a series on which something is odd all the time. */
export interface IncidentBudget {
  /** A signed score, 1 being the limit, against the limit that holds now. */
  against(time: number, score: number): number
}

const day = 86_400
/** So many incidents in the look-back are taken as they come; who rings more often tells less each time. */
const free = 5
/** By so much is an incident worse than another. */
const worse = 1.25
const lookback = 14 * day
const apart = 4 * 3600

/**
 * Once there were five incidents in fourteen days, one more has to be a quarter worse than the fifth worst of them. An incident is what
 * is over the limit with less than four hours in between.
 */
export function createIncidentBudget(): IncidentBudget {
  let incidents: { last: number; peak: number }[] = []
  return {
    against(time, score) {
      const size = Math.abs(score)
      if (!(size >= 1)) return score
      incidents = incidents.filter(({ last }) => last >= time - lookback)
      const latest = incidents.at(-1)
      const current = latest !== undefined && time - latest.last <= apart ? latest : undefined
      const peaks = incidents.filter((each) => each !== current).map(({ peak }) => peak)
      const fifth = peaks.sort((a, b) => b - a)[free - 1]
      const limit = fifth === undefined ? 1 : worse * fifth
      if (current === undefined) incidents.push({ last: time, peak: size })
      else {
        current.last = time
        current.peak = Math.max(current.peak, size)
      }
      return score / limit
    },
  }
}
