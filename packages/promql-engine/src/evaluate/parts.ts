/** Work that stops now and then so that the event loop may turn in between. */
export type Parts<T> = Generator<undefined, T, undefined>

/** A pause after every so many series keeps the price of pausing out of sight. */
export const seriesPerPart = 64

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
