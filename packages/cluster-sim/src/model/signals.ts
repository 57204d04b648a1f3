import type { Signal } from '../samples/family.ts'
import { hashOf, uniformNoise } from '../samples/hash-noise.ts'

/** A signal that is always the same. */
export function constant(value: number): Signal {
  return () => value
}

/** What there is none of; sums leave it out. */
export const zero = constant(0)

/** Signals added up. Where only one of them is anything it is that one itself, so that its integral stays shared. */
export function plus(...signals: readonly Signal[]): Signal {
  const [first = zero, second, ...others] = signals.filter((signal) => signal !== zero)
  if (second === undefined) return first
  if (others.length === 0) return (time) => first(time) + second(time)
  return plus((time) => first(time) + second(time), ...others)
}

/** Signals multiplied; nothing of anything is nothing. */
export function product(first: Signal, second: Signal): Signal {
  return first === zero || second === zero ? zero : (time) => first(time) * second(time)
}

export function scaled(signal: Signal, factor: number): Signal {
  return signal === zero || factor === 1 ? signal : (time) => factor * signal(time)
}

/** Moments that are kept: more than the points of a chart, and little memory. */
const mostKept = 4096

/** Keeps what was made for a moment, since many series of one moment rest on the same figures. */
export function remember<T>(make: (time: number) => T): (time: number) => T {
  const kept = new Map<number, T>()
  return (time) => {
    const known = kept.get(time)
    if (known !== undefined) return known
    const made = make(time)
    if (kept.size >= mostKept) kept.clear()
    kept.set(time, made)
    return made
  }
}

/**
 * Takes what is costly to tell as the same for half a minute, by its middle. That is as finely as OpenShift scrapes what
 * rests on it.
 */
export function halfMinutes<T>(make: (time: number) => T): (time: number) => T {
  const kept = remember((index: number) => make((index + 0.5) * halfMinute))
  return (time) => kept(Math.floor(time / halfMinute))
}

const halfMinute = 30

/** The integral of a signal since a time, by the value in the middle of each minute; falls back on the first before it. */
export function integralOf(signal: Signal, from: number): Signal {
  const sums = [0]
  return (time) => {
    const place = (time - from) / minute
    if (place < 0) return signal(from) * (time - from)
    const index = Math.floor(place)
    while (sums.length <= index) {
      const last = sums.length - 1
      sums.push((sums[last] ?? 0) + minute * signal(from + (last + 0.5) * minute))
    }
    return (sums[index] ?? 0) + (place - index) * minute * signal(from + (index + 0.5) * minute)
  }
}

const minute = 60

/** Wanders smoothly between -1 and 1 and turns about once in a period: what is neither steady nor jumpy. */
export function wander(key: string, periodSeconds: number): Signal {
  const hash = hashOf(`wander ${key}`)
  const phase = uniformNoise(hash, -1)
  return (time) => {
    const place = time / periodSeconds + phase
    const index = Math.floor(place)
    const part = place - index
    const eased = part * part * (3 - 2 * part)
    return 2 * (uniformNoise(hash, index) * (1 - eased) + uniformNoise(hash, index + 1) * eased) - 1
  }
}

/** Short bursts, each at a moment of its own in a period, of 1 at their height; 0 otherwise and where a draw says so. */
export function bursts(
  key: string,
  { every, lasts, chance }: { every: number; lasts: number; chance: number },
): Signal {
  const hash = hashOf(`bursts ${key}`)
  return (time) => {
    const index = Math.floor(time / every)
    if (uniformNoise(hash, 2 * index) >= chance) return 0
    const from = index * every + uniformNoise(hash, 2 * index + 1) * (every - lasts)
    const part = (time - from) / lasts
    return part <= 0 || part >= 1 ? 0 : Math.sin(Math.PI * part) ** 2
  }
}
