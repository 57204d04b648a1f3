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

/** Gives out columns that are parts of larger ones: thousands of small arrays with a buffer each cost more than what is in them. */
export interface ColumnRoom {
  /** A copy of the first `length` of some values. */
  keep(values: Float64Array, length: number): Float64Array
}

const firstRoom = 512
/** Whoever keeps a single column keeps no more than this beside it. */
const mostRoom = 8192

/** Room for the columns of one reply, which grows with it. */
export function createColumnRoom(): ColumnRoom {
  let room = new Float64Array(0)
  let used = 0
  let next = firstRoom
  return {
    keep: (values, length) => {
      if (length > room.length - used) {
        room = new Float64Array(Math.max(length, next))
        used = 0
        next = Math.min(mostRoom, next * 2)
      }
      const column = room.subarray(used, used + length)
      column.set(values.subarray(0, length))
      used += length
      return column
    },
  }
}
