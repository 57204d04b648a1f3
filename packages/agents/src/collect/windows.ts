/** A stretch of time in unix seconds. */
export interface Span {
  start: number
  end: number
}

/** The grid that windows begin and end on: steps of up to a minute divide it, so that windows of tools end where they were asked to. */
const minute = 60

/**
 * The longest window that is asked for at once. The tools lay 300 points over a window: over two hours they are as close as over
 * five minutes where targets are scraped every 30 seconds, so that what is filled in later is as fine as what was collected in time.
 */
export const longestWindow = 7200

/** Samples of a moment reach Prometheus, and what reads it, a little later; what is recorded first stays. */
export const settleSeconds = 15

export interface Reach {
  /** Unix seconds. */
  now: number
  /** Seconds from one round to the next. */
  every: number
  /** How far back what is missing is filled in, seconds; 0 for no further than one round. */
  backfill: number
  /** Where the samples are those of a recording, which has an end. */
  recording?: Span | undefined
}

/** All that ought to be recorded by now. */
export function wantedSpan({ now, every, backfill, recording }: Reach): Span {
  if (recording !== undefined) {
    const end = Math.ceil(recording.end)
    const start = Math.max(Math.floor(recording.start), end - Math.max(every, backfill))
    return { start: Math.min(start, end - minute), end }
  }
  const end = floorTo(now - settleSeconds, every)
  return { start: Math.min(end - every, ceilTo(now - backfill, minute)), end }
}

export interface Planned {
  /** Up to now: all since what was recorded last, or the end of that. */
  live: Span | undefined
  /** What else is missing, newest first. */
  older: readonly Span[]
}

/**
 * What to ask for, so that with what is covered already all that is wanted is, each stretch once. Newest first: the hours
 * before now are what people ask about and compare with, and are wanted whole first after a failure.
 */
export function planWindows(wanted: Span, covered: readonly Span[]): Planned {
  const pieces = uncovered(wanted, covered).reverse().flatMap(piecesOf)
  const [newest, ...older] = pieces
  return newest?.end === wanted.end ? { live: newest, older } : { live: undefined, older: pieces }
}

/** The stretches of a span that nothing covers, oldest first; one shorter than a minute lies between two points of any window. */
function uncovered(wanted: Span, covered: readonly Span[]): Span[] {
  const gaps: Span[] = []
  let from = wanted.start
  for (const { start, end } of [...covered].sort((a, b) => a.start - b.start)) {
    gaps.push({ start: from, end: Math.min(start, wanted.end) })
    from = Math.max(from, end)
  }
  gaps.push({ start: from, end: wanted.end })
  return gaps.filter(({ start, end }) => end - start >= minute)
}

/** Spans without overlaps that cover the same time, oldest first. */
export function merged(spans: readonly Span[]): Span[] {
  const joined: Span[] = []
  for (const span of [...spans].sort((a, b) => a.start - b.start)) {
    const last = joined.at(-1)
    if (last === undefined || span.start > last.end) joined.push({ ...span })
    else last.end = Math.max(last.end, span.end)
  }
  return joined
}

/** A gap in windows that may be asked for, newest first; what is left of it is the oldest. */
function piecesOf({ start, end }: Span): Span[] {
  const pieces: Span[] = []
  for (let until = end; until > start; until = Math.max(start, until - longestWindow)) {
    pieces.push({ start: Math.max(start, until - longestWindow), end: until })
  }
  return pieces
}

/** When the round after one that began then is due. */
export function dueAfter(began: number, every: number): number {
  return floorTo(began - settleSeconds, every) + every + settleSeconds
}

function floorTo(time: number, grid: number): number {
  return Math.floor(time / grid) * grid
}

function ceilTo(time: number, grid: number): number {
  return Math.ceil(time / grid) * grid
}
