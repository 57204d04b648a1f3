import { wander } from '../model/signals.ts'
import type { Signal } from '../samples/family.ts'
import { hashOf, uniformNoise } from '../samples/hash-noise.ts'

/** How a target answers Prometheus: some scrapes of a week are missed on any network. */
export interface Answering {
  answers: Signal
  scrapeSeconds: Signal
  intervalSeconds: number
}

/** Of ten thousand scrapes, so many get no answer for no reason that anybody finds. */
const missed = 0.7e-4

export function answering(
  key: string,
  intervalSeconds: number,
  usualSeconds: number,
  runs: (time: number) => boolean,
): Answering {
  const hash = hashOf(`missed ${key}`)
  const noise = wander(`scrape ${key}`, 240)
  return {
    intervalSeconds,
    answers: (time) => (runs(time) && uniformNoise(hash, Math.floor(time / intervalSeconds)) >= missed ? 1 : 0),
    scrapeSeconds: (time) => usualSeconds * (1 + 0.3 * noise(time)),
  }
}
