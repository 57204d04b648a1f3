import { drawIncidents } from './draw-incidents.ts'
import { createRandom } from './random.ts'
import { drawService, serviceKinds } from './service-kinds.ts'

/** A labelled series of a made-up service. */
export interface ServiceSeries {
  name: string
  /** Unix seconds. */
  times: Float64Array
  /** NaN where a scrape failed. */
  values: Float64Array
  /** First and last second of each incident. */
  events: readonly { start: number; end: number }[]
}

const day = 86_400
/** A Wednesday, so that weekends lie anywhere. */
const origin = 1_756_857_600
const lengths = [
  { step: 3600, days: 75 },
  { step: 300, days: 21 },
  { step: 60, days: 7 },
  { step: 3600, days: 50 },
] as const

/**
 * Series of services that were never measured: request rates, latencies, errors, crashes and ingress, by the minute to by
 * the hour, with days, weeks, heavy tails and lost scrapes, and incidents that come again. They hold detectors to something
 * that none was tuned on; what they are like was fixed before the first of them was judged.
 */
export function makeServices(seed: number, count = 60): ServiceSeries[] {
  return Array.from({ length: count }, (_, index) => makeService(seed, index))
}

function makeService(seed: number, index: number): ServiceSeries {
  const random = createRandom(seed * 1009 + index)
  const kind = serviceKinds[index % serviceKinds.length] ?? 'requests'
  const { step, days } = lengths[Math.floor(index / serviceKinds.length) % lengths.length] ?? lengths[0]
  const service = drawService(kind, random)
  const start = origin + Math.floor(random.between(0, 7)) * day
  const incidents = drawIncidents(service, { start, end: start + days * day, step }, random)
  const size = Math.round((days * day) / step)
  const times = Float64Array.from({ length: size }, (_, at) => start + at * step)
  const values = times.map((time) => {
    const incident = incidents.find((each) => time >= each.start && time <= each.end)
    const value = service.sample(time, incident ?? { times: 1, plus: 0 })
    return random.chance(0.002) ? Number.NaN : value
  })
  return {
    name: `${kind}-${index}-${step}s`,
    times,
    values,
    events: incidents.map(({ start: from, end }) => ({ start: from, end })),
  }
}
