/**
 * Work that stops now and then so that its caller may look up: a synchronous caller runs on at once, an engine lets the
 * event loop turn in between.
 */
export type Parts<T> = Generator<undefined, T, undefined>

/** A pause after every so many series keeps the price of pausing out of sight. */
export const seriesPerPart = 64

/** Runs everything without a pause. */
export function runAtOnce<T>(parts: Parts<T>): T {
  let part = parts.next()
  while (part.done !== true) part = parts.next()
  return part.value
}

/** How long other work in the process may have to wait. */
const sliceMs = 20

/** Runs everything, letting the event loop turn after every slice; `check` throws when the work is no longer wanted. */
export async function runInSlices<T>(parts: Parts<T>, check: () => void): Promise<T> {
  let sliceEnd = performance.now() + sliceMs
  let part = parts.next()
  while (part.done !== true) {
    if (performance.now() >= sliceEnd) {
      await new Promise(setImmediate)
      check()
      sliceEnd = performance.now() + sliceMs
    }
    part = parts.next()
  }
  return part.value
}
