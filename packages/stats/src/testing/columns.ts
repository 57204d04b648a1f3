import fc from 'fast-check'

/** A column as sources send them: finite samples with NaN gaps in between. */
export const columns = fc
  .array(fc.oneof({ weight: 4, arbitrary: fc.double({ noNaN: true, min: -1e9, max: 1e9 }) }, fc.constant(Number.NaN)), {
    maxLength: 60,
  })
  .map((values) => Float64Array.from(values, (value) => value + 0)) // -0 would differ from 0 for no reason

/** A counter that grows, restarts and has gaps. */
export const counters = fc
  .array(
    fc.record({ grow: fc.integer({ min: 0, max: 1000 }), restart: fc.integer({ min: 0, max: 9 }), gap: fc.boolean() }),
    {
      maxLength: 60,
    },
  )
  .map((events) => {
    let value = 0
    return Float64Array.from(events, ({ grow, restart, gap }) => {
      value = restart === 0 ? grow : value + grow
      return gap ? Number.NaN : value
    })
  })

/** Scrape times: a large unix time and uneven steps. */
export function timesFor(values: Float64Array, steps: readonly number[]): Float64Array {
  let time = 1_790_000_000
  return values.map((_, index) => {
    time += steps[index % steps.length] ?? 15
    return time
  })
}

/** The samples, in the slow and obvious way. */
export function samplesOf(values: Float64Array): number[] {
  return [...values].filter((value) => !Number.isNaN(value))
}
