import { createEventReader, type EventReading, type Reading } from './event-totals.ts'
import type { Recency } from './recency.ts'

/** Rates are taken as constant for so long; ticks begin at whole multiples of it since 1970. */
const tickSeconds = 15
const tickMs = tickSeconds * 1000
/** Twenty minutes: what somebody asks for is made with little beside it. */
const ticksPerChunk = 80
/** A day before the anchor is looked at tick by tick; of what lies before it one look in five minutes will do. */
const chunksSeenClosely = 72
const ticksPerGlance = 20
/** How far apart the amounts are that a past is estimated by. */
const ticksPerEstimate = 240
const rowLength = ticksPerChunk + 1

/** Writes what comes to each column in so many seconds around a time. Never less than 0. */
export type Amounts = (time: number, seconds: number, out: Float64Array) => void

/** Running totals of amounts, one or several columns together. */
export interface Integral {
  read(reading: Reading): void
  /**
   * Totals as they were at the last whole event: of few events each has to come into all columns at once. What is longer ago
   * than a chunk is taken as of then.
   */
  readAtEvents(reading: EventReading): void
}

interface IntegralOptions {
  columns: number
  amounts: Amounts
  /** Unix seconds: what comes before is counted at the amounts of this time. */
  start: number
  /**
   * Unix seconds from which totals are added up, forwards and backwards, so that the present of a long past costs little: what
   * came until then is estimated. The start unless given.
   */
  anchor?: number | undefined
  recency: Recency
}

/** The totals at the ticks of a chunk, a row for each column. Cheap to make again from the totals at its begin. */
interface Chunk {
  bytes: number
  drop: () => void
  rows: Float64Array
  /** So many ticks are added up. */
  ticks: number
}

/** The totals at the begin of each chunk. */
interface Begins {
  of(chunk: number): Float64Array
  /** Tells what is known by the way. */
  learn(chunk: number, totals: Float64Array): void
  /** What comes in a tick, in whole quanta: totals of such are exact, in whichever direction they are added up. */
  tick(tick: number): Float64Array
}

/** Reaches the begin of each chunk from the anchor's, by way of those between. */
function createBegins({ columns, amounts, start, anchor = start }: IntegralOptions): Begins {
  const firstTick = Math.floor(start / tickSeconds)
  const anchored = Math.max(0, Math.floor((anchor / tickSeconds - firstTick) / ticksPerChunk))
  const amount = new Float64Array(columns)
  const begins = new Map<number, Float64Array>()
  let quantum = 1

  const add = (totals: Float64Array, more: Float64Array) => {
    for (let column = 0; column < columns; column++) totals[column] = (totals[column] ?? 0) + (more[column] ?? 0)
  }
  const inQuanta = (value: number) => Math.round(value / quantum) * quantum

  const closeFrom = (anchored - chunksSeenClosely) * ticksPerChunk
  let taken = Number.NaN
  const tickOf = (tick: number): Float64Array => {
    const middle =
      tick < closeFrom ? Math.floor(tick / ticksPerGlance) * ticksPerGlance + ticksPerGlance / 2 : tick + 0.5
    // Of a glance all ticks are alike.
    if (middle === taken) return amount
    taken = middle
    amounts((firstTick + middle) * tickSeconds, tickSeconds, amount)
    for (let column = 0; column < columns; column++) amount[column] = inQuanta(amount[column] ?? 0)
    return amount
  }
  /** Adds a chunk as its rows will add it, tick by tick. */
  const addChunk = (totals: Float64Array, chunk: number): Float64Array => {
    for (let tick = chunk * ticksPerChunk; tick < (chunk + 1) * ticksPerChunk; tick++) add(totals, tickOf(tick))
    return totals
  }
  const estimate = (): Float64Array => {
    const totals = new Float64Array(columns)
    const ticks = anchored * ticksPerChunk
    for (let tick = 0; tick < ticks; tick += ticksPerEstimate) {
      const length = Math.min(ticksPerEstimate, ticks - tick)
      amounts((firstTick + tick + length / 2) * tickSeconds, length * tickSeconds, amount)
      add(totals, amount)
    }
    amounts(anchor, ticksPerEstimate * tickSeconds, amount)
    quantum = quantumFor(Math.max(...totals, ...amount))
    return totals.map(inQuanta)
  }
  const beyond = (totals: Float64Array, from: number, to: number): Float64Array => {
    const known = begins.get(to)
    if (known !== undefined) return known
    const chunk = to > from ? undefined : addChunk(new Float64Array(columns), to)
    const made =
      chunk === undefined ? addChunk(totals.slice(), from) : totals.map((total, column) => total - (chunk[column] ?? 0))
    begins.set(to, made)
    return made
  }
  const atAnchor = (): Float64Array => {
    const made = begins.get(anchored) ?? estimate()
    begins.set(anchored, made)
    return made
  }
  atAnchor()
  return {
    tick: tickOf,
    learn: (chunk, totals) => {
      // Only upwards from what is known already: the bits of a total are those of its sum from the anchor.
      if (chunk > anchored) begins.set(chunk, begins.get(chunk) ?? totals)
    },
    of: (chunk) => {
      let near = begins.get(chunk)
      if (near !== undefined) return near
      near = atAnchor()
      for (let at = anchored; at < chunk; at++) near = beyond(near, at, at + 1)
      for (let at = anchored; at > chunk; at--) near = beyond(near, at, at - 1)
      return near
    },
  }
}

/** A power of two that is too small to matter, and so large that what came until the anchor is exact in it. */
function quantumFor(largest: number): number {
  return 2 ** (Math.ceil(Math.log2(Math.max(largest, 1))) - 46)
}

/**
 * Adds up amounts tick by tick, each once and only as far as someone asks. What stays is the totals at each chunk's begin;
 * those within a chunk are kept as long as they are used. However often they are made again they are the same to the bit,
 * and they never fall with time, nor from a column to one whose amounts are never less.
 */
export function createIntegral(options: IntegralOptions): Integral {
  const { columns, amounts, start, recency } = options
  const firstTick = Math.floor(start / tickSeconds)
  const chunks = new Map<number, Chunk>()
  let known: Begins | undefined
  const begins = () => {
    known ??= createBegins(options)
    return known
  }

  /** The rows of a chunk, with the totals until so many of its ticks at least. */
  const rowsOf = (number: number, ticks: number): Float64Array => {
    let chunk = chunks.get(number)
    if (chunk === undefined) {
      const begin = begins().of(number)
      const rows = new Float64Array(columns * rowLength)
      for (let column = 0; column < columns; column++) rows[column * rowLength] = begin[column] ?? 0
      chunk = { rows, ticks: 0, bytes: rows.byteLength, drop: () => chunks.delete(number) }
      chunks.set(number, chunk)
    }
    const { rows } = chunk
    const isNew = chunk.ticks < ticks
    for (; chunk.ticks < ticks; chunk.ticks++) {
      const amount = begins().tick(number * ticksPerChunk + chunk.ticks)
      for (let place = chunk.ticks, column = 0; column < columns; column++, place += rowLength) {
        rows[place + 1] = (rows[place] ?? 0) + (amount[column] ?? 0)
      }
    }
    if (isNew && chunk.ticks === ticksPerChunk) {
      begins().learn(
        number + 1,
        Float64Array.from({ length: columns }, (_, column) => rows[column * rowLength + ticksPerChunk] ?? 0),
      )
    }
    recency.use(chunk)
    return rows
  }

  /** The total when counting began, negative before the first tick; whole ticks, so that differences stay exact. */
  const totalAt = (since: number, column: number): number => {
    if (since < start) {
      const before = new Float64Array(columns)
      amounts(start, start - since, before)
      return -(before[column] ?? 0)
    }
    const tick = Math.ceil(since / tickSeconds) - firstTick
    const number = Math.floor(tick / ticksPerChunk)
    const within = tick - number * ticksPerChunk
    return rowsOf(number, within)[column * rowLength + within] ?? 0
  }

  return {
    readAtEvents: createEventReader({ rowsOf, totalAt, rowLength, ticksPerChunk, firstTick, tickMs }),
    read({ column, times, from, to, since, out }) {
      if (from >= to) return
      const begin = totalAt(since, column)
      const lastTick = Math.floor((times[to - 1] ?? 0) / tickMs) - firstTick
      for (let index = from; index < to; ) {
        const number = Math.max(0, Math.floor(((times[index] ?? 0) / tickMs - firstTick) / ticksPerChunk))
        const chunkTick = firstTick + number * ticksPerChunk
        const rows = rowsOf(number, Math.min(ticksPerChunk, lastTick + 1 - number * ticksPerChunk))
        for (; index < to; index++) {
          const ticks = Math.max(0, (times[index] ?? 0) / tickMs - chunkTick)
          if (ticks >= ticksPerChunk) break
          const tick = Math.floor(ticks)
          const place = column * rowLength + tick
          const before = rows[place] ?? 0
          const after = rows[place + 1] ?? 0
          // Rounding must not carry a total beyond the next tick's, nor below where counting began.
          const total = Math.min(before - begin + (after - before) * (ticks - tick), after - begin)
          out[index] = Math.max(0, total)
        }
      }
    },
  }
}
