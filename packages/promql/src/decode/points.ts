/** Growing columns of one series, reused from series to series so that only exact copies stay in memory. */
export interface Points {
  times: Float64Array
  values: Float64Array
  length: number
}

export function createPoints(capacity = 1024): Points {
  return { times: new Float64Array(capacity), values: new Float64Array(capacity), length: 0 }
}

/** Doubles the room; what is there stays. */
export function growPoints(points: Points): void {
  const { times, values } = points
  points.times = new Float64Array(times.length * 2)
  points.values = new Float64Array(values.length * 2)
  points.times.set(times)
  points.values.set(values)
}
