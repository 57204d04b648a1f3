/** Columns in order of time, each time once. */
export interface Ordered {
  times: Float64Array
  values: Float64Array
  /** How many samples had the time of another. */
  duplicates: number
}

/** Sorts samples by time; of those with the same time, the last one is kept. */
export function putInOrder(times: Float64Array, values: Float64Array): Ordered {
  const order = Uint32Array.from(times, (_, index) => index)
  order.sort((a, b) => (times[a] ?? 0) - (times[b] ?? 0) || a - b)
  const sortedTimes = new Float64Array(times.length)
  const sortedValues = new Float64Array(times.length)
  let length = 0
  for (const index of order) {
    const time = times[index] ?? 0
    const again = length > 0 && sortedTimes[length - 1] === time
    const at = again ? length - 1 : length
    sortedTimes[at] = time
    sortedValues[at] = values[index] ?? 0
    length = at + 1
  }
  return {
    times: sortedTimes.subarray(0, length),
    values: sortedValues.subarray(0, length),
    duplicates: times.length - length,
  }
}
