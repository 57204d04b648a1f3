import type { Random } from './random.ts'

const day = 86_400

/** A healthy service: what it measures at a time, given how much an incident multiplies it and adds to it. */
export interface Service {
  kind: ServiceKind
  sample(time: number, incident: { times: number; plus: number }): number
  /** A value that is usual here: the size of what an incident adds. */
  usual: number
  /** The standard deviation of its noise, relative to its level: the measure of how strong an incident has to be. */
  noise: number
}

export const serviceKinds = ['requests', 'latency', 'errors', 'crashes', 'ingress'] as const
export type ServiceKind = (typeof serviceKinds)[number]

/** What a service of a kind is like; every figure is drawn once for each series. */
export function drawService(kind: ServiceKind, random: Random): Service {
  if (kind === 'errors' || kind === 'crashes') return drawRare(kind, random)
  const level = 10 ** random.between(kind === 'latency' ? -2 : 1, kind === 'latency' ? 0 : 5)
  const daily = dailyShape(random, kind === 'latency' ? random.between(0, 0.35) : random.between(0.2, 0.85))
  const weekend = kind === 'latency' ? random.between(0.9, 1.05) : random.between(0.35, 1.05)
  const noise = kind === 'latency' ? random.between(0.05, 0.2) : random.between(0.02, 0.12)
  const backup =
    kind === 'ingress' ? { hour: Math.floor(random.between(0, 6)), times: random.between(1.5, 3) } : undefined
  const memory = random.between(0, 0.7)
  let lasting = 0
  const sample: Service['sample'] = (time, { times, plus }) => {
    // Part of the noise lasts from sample to sample, as load does.
    lasting = memory * lasting + Math.sqrt(1 - memory ** 2) * random.heavy()
    const backing = backup !== undefined && hourOf(time) === backup.hour ? backup.times : 1
    const expected = level * daily(time) * (isWeekend(time) ? weekend : 1) * backing
    const measured = (expected * times + plus) * Math.exp(noise * lasting)
    return kind === 'requests' ? random.poisson(measured) : measured
  }
  return { kind, sample, usual: level, noise }
}

/** What is zero most of the time: errors and crashes, as counts or as a share of what is tried. */
function drawRare(kind: 'errors' | 'crashes', random: Random): Service {
  const mean = 10 ** random.between(-1.7, kind === 'errors' ? 0.5 : -0.5)
  const of = random.chance(0.5) ? 1 : random.between(50, 5000)
  const daily = dailyShape(random, random.between(0, 0.6))
  return {
    kind,
    sample: (time, { times, plus }) => random.poisson(mean * daily(time) * times + plus * of) / of,
    usual: Math.max(1, mean) / of,
    noise: 1 / Math.sqrt(Math.max(1, mean)),
  }
}

/** A curve of the day around 1: two harmonics that peak when the users of this service are awake. */
function dailyShape(random: Random, depth: number): (time: number) => number {
  const peak = random.between(0, 2 * Math.PI)
  const second = random.between(0, 0.4)
  return (time) => {
    const angle = (2 * Math.PI * (time % day)) / day - peak
    return Math.max(0.05, 1 + (depth * (Math.cos(angle) + second * Math.cos(2 * angle))) / (1 + second))
  }
}

function hourOf(time: number): number {
  return Math.floor((time % day) / 3600)
}

/** Day 0 of unix time was a Thursday. */
function isWeekend(time: number): boolean {
  return (Math.floor(time / day) + 4) % 7 === 0 || (Math.floor(time / day) + 4) % 7 === 6
}
