/** Lowest and highest of the samples of late, as they move along a series. */
export interface RangeWindow {
  /** Takes a sample in and lets those go that are too old beside it. A NaN, or a time before the last one, is a RangeError. */
  push(value: number, time: number): void
  /** Lets samples go that are too old at a time, without a new one: what a sample is compared with before it is taken in. */
  advance(time: number): void
  /** NaN over no sample. */
  readonly low: number
  /** NaN over no sample. */
  readonly high: number
  /** Samples in the window. */
  readonly size: number
}

/** How far a window reaches back; the narrower one holds, and one has to be given. */
export interface RangeWindowOptions {
  /** In the unit of the times, from a sample back: what is exactly so old has left. */
  seconds?: number
  /** The number of the last samples. */
  samples?: number
}

/**
 * An empty window. Two queues keep only those samples that can still become the lowest or the highest, so that a push costs
 * O(1) on average however far the window reaches; each sample costs one number of memory, for its time.
 */
export function createRangeWindow(options: RangeWindowOptions): RangeWindow {
  const { seconds = Number.POSITIVE_INFINITY, samples = Number.POSITIVE_INFINITY } = options
  if (
    !(seconds > 0 && samples >= 1) ||
    (seconds === Number.POSITIVE_INFINITY && samples === Number.POSITIVE_INFINITY)
  ) {
    throw new RangeError(`A window reaches back some seconds or some samples, not ${seconds} and ${samples}.`)
  }
  const times = createQueue()
  const lows = createExtremes((kept, value) => kept >= value)
  const highs = createExtremes((kept, value) => kept <= value)
  let pushed = 0
  let now = Number.NEGATIVE_INFINITY

  function dropOldest(): void {
    times.dropFirst()
    const first = pushed - times.length
    lows.dropBefore(first)
    highs.dropBefore(first)
  }

  function advance(time: number): void {
    if (!(time >= now)) throw new RangeError(`The times of a window ascend: ${time} came after ${now}.`)
    now = time
    while (times.length > 0 && time - times.first >= seconds) dropOldest()
  }

  return {
    get low() {
      return lows.value
    },
    get high() {
      return highs.value
    },
    get size() {
      return times.length
    },
    advance,
    push(value, time) {
      if (Number.isNaN(value)) throw new RangeError('A window takes no NaN: a gap is no sample.')
      advance(time)
      if (times.length >= samples) dropOldest()
      times.append(time)
      lows.add(value, pushed)
      highs.add(value, pushed)
      pushed++
    },
  }
}

/** The samples that are extreme among all that came after them; the first is the extreme of the window. */
function createExtremes(isOutdone: (kept: number, value: number) => boolean) {
  const values = createQueue()
  const numbers = createQueue()
  return {
    get value() {
      return values.first
    },
    add(value: number, number: number): void {
      while (values.length > 0 && isOutdone(values.last, value)) {
        values.dropLast()
        numbers.dropLast()
      }
      values.append(value)
      numbers.append(number)
    },
    dropBefore(number: number): void {
      if (!(numbers.first < number)) return
      values.dropFirst()
      numbers.dropFirst()
    },
  }
}

/** A queue of numbers in a ring that doubles when it is full; its ends are NaN while it is empty. */
function createQueue() {
  let ring = new Float64Array(16)
  let start = 0
  let length = 0

  function grow(): void {
    const larger = new Float64Array(ring.length * 2)
    larger.set(ring.subarray(start))
    larger.set(ring.subarray(0, start), ring.length - start)
    ring = larger
    start = 0
  }

  return {
    get length() {
      return length
    },
    get first() {
      return length === 0 ? Number.NaN : (ring[start] ?? Number.NaN)
    },
    get last() {
      return length === 0 ? Number.NaN : (ring[(start + length - 1) & (ring.length - 1)] ?? Number.NaN)
    },
    append(value: number): void {
      if (length === ring.length) grow()
      ring[(start + length++) & (ring.length - 1)] = value
    },
    dropFirst(): void {
      start = (start + 1) & (ring.length - 1)
      length--
    },
    dropLast(): void {
      length--
    },
  }
}
