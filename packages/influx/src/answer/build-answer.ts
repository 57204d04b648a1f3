import { AppError } from '@ocp-perf/errors'
import type { InfluxAnswer, InfluxLanguage } from '../source.ts'
import { type Block, type BlockColumns, createBlock } from './block.ts'
import { makeSeries } from './make-series.ts'

export const narrower =
  'Ask for a shorter window, aggregate by time (aggregateWindow, GROUP BY time(…)), or keep fewer series.'

const mostBlocks = 20_000
const mostWarnings = 20

export interface AnswerLimits {
  maxPoints: number
  /** Of a table; further ones are counted. */
  maxRows: number
}

/** Collects what a reader finds in a reply. */
export interface AnswerBuilder {
  /** The block of this key, made on first use. */
  block(key: string, columns: () => BlockColumns): Block
  /** Adds a row; numbers and texts are asked for by column name. */
  row(
    block: Block,
    time: number,
    number: (column: string) => number,
    text: (column: string) => string | undefined,
  ): void
  /** A row that is no point, for want of a number or of a time. */
  tableRow(cells: Readonly<Record<string, string>>, lacks: 'text' | 'untimed'): void
  warn(text: string): void
  setPartial(partial: boolean): void
  answer(language: InfluxLanguage): InfluxAnswer
}

export function createAnswerBuilder({ maxPoints, maxRows }: AnswerLimits): AnswerBuilder {
  const blocks = new Map<string, Block>()
  const warnings = new Set<string>()
  const columns = new Set<string>()
  const rows: Readonly<Record<string, string>>[] = []
  let points = 0
  let rounded = 0
  let partial = false
  let omitted = 0
  const dropped = { texts: 0, untimed: 0 }

  function count(added: number): void {
    points += added
    if (points <= maxPoints) return
    throw new AppError('too_large', `The answer has more than ${maxPoints.toLocaleString('en-US')} points.`, {
      hint: narrower,
    })
  }

  return {
    block(key, columnsOf) {
      const known = blocks.get(key)
      if (known !== undefined) return known
      if (blocks.size >= mostBlocks) {
        throw new AppError('too_large', `The answer has more than ${mostBlocks.toLocaleString('en-US')} series.`, {
          hint: narrower,
        })
      }
      const block = createBlock(columnsOf())
      blocks.set(key, block)
      return block
    },
    row(block, time, number, text) {
      count(Math.max(1, block.numbers.size))
      block.times.push(time)
      for (const [name, column] of block.numbers) {
        const value = number(name)
        if (Number.isInteger(value) && Math.abs(value) > Number.MAX_SAFE_INTEGER && Math.abs(value) < 2 ** 64) rounded++
        column.push(value)
      }
      for (const [name, column] of block.texts) column.push(text(name))
    },
    tableRow(cells, lacks) {
      count(1)
      if (lacks === 'text') dropped.texts++
      else dropped.untimed++
      for (const name of Object.keys(cells)) columns.add(name)
      if (rows.length < maxRows) rows.push(cells)
      else omitted++
    },
    warn(text) {
      if (warnings.size < mostWarnings) warnings.add(text.slice(0, 300))
    },
    setPartial(cut) {
      partial = cut
    },
    answer(language) {
      const { series, texts, repeated } = makeSeries(blocks.values())
      const isTable = series.length === 0 && rows.length > 0
      // What is shown as a table is not lost.
      const lost = isTable ? { texts: 0, untimed: 0 } : dropped
      const all = { texts: lost.texts + texts, untimed: lost.untimed, repeated }
      const names = [...columns]
      const table = { columns: names, rows: rows.map((cells) => names.map((name) => cells[name] ?? '')), omitted }
      return {
        language,
        series,
        ...(isTable ? { table } : {}),
        partial,
        warnings: [...warnings, ...notesOn(all, rounded)],
        dropped: all,
      }
    },
  }
}

function notesOn({ texts, untimed, repeated }: InfluxAnswer['dropped'], rounded: number): string[] {
  const notes: [number, string][] = [
    [texts, 'texts were left out, since only numbers make points.'],
    [untimed, 'rows without a time were left out.'],
    [
      repeated,
      'points share series and time with another; the last of each was kept. Group by more tags, or aggregate.',
    ],
    [rounded, 'integers beyond 2^53 were rounded to what a double holds.'],
  ]
  return notes.filter(([count]) => count > 0).map(([count, note]) => `${count.toLocaleString('en-US')} ${note}`)
}
