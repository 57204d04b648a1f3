import type { Latency, Signal } from '../../samples/family.ts'
import { type Delay, partsOf } from '../delay.ts'
import { halfMinutes } from '../signals.ts'

/** Something that is done again and again: how often in a second, and how long it takes. */
export interface Stage {
  rate: Signal
  delay(time: number): Delay
  latency: Latency
}

export function stageOf(rate: Signal, delay: (time: number) => Delay): Stage {
  const kept = halfMinutes(delay)
  return { rate, delay: kept, latency: (time) => partsOf(kept(time)) }
}
