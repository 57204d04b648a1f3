import { createGrowingFloats, type GrowingFloats } from './growing-floats.ts'

/** Rows of one table, column by column; the number NaN and the text `undefined` stand for what is missing. */
export interface Block {
  measurement: string | undefined
  labels: Readonly<Record<string, string>>
  times: GrowingFloats
  /** By column. */
  numbers: ReadonlyMap<string, GrowingFloats>
  texts: ReadonlyMap<string, (string | undefined)[]>
}

export interface BlockColumns {
  measurement: string | undefined
  labels: Readonly<Record<string, string>>
  numbers: Iterable<string>
  texts: Iterable<string>
}

export function createBlock({ measurement, labels, numbers, texts }: BlockColumns): Block {
  return {
    measurement,
    labels,
    times: createGrowingFloats(),
    numbers: new Map(Array.from(numbers, (name) => [name, createGrowingFloats()])),
    texts: new Map(Array.from(texts, (name): [string, (string | undefined)[]] => [name, []])),
  }
}

/** A text column with more values than this is taken for words, not for a tag. */
const mostTagValues = 100

/** Rows that share their tags, by index. */
export interface RowGroup {
  labels: Readonly<Record<string, string>>
  rows: readonly number[] | 'all'
}

/** Splits rows by the text columns that look like tags; `dropped` counts the texts of the others. */
export function groupRows(block: Block): { groups: RowGroup[]; dropped: number } {
  let dropped = 0
  const tags: [string, (string | undefined)[]][] = []
  for (const [name, texts] of block.texts) {
    if (new Set(texts).size <= mostTagValues) tags.push([name, texts])
    else dropped += texts.filter((text) => text !== undefined).length
  }
  if (tags.length === 0) return { groups: [{ labels: block.labels, rows: 'all' }], dropped }
  const byTags = new Map<string, { labels: Record<string, string>; rows: number[] }>()
  for (let row = 0; row < block.times.length; row++) {
    const key = JSON.stringify(tags.map(([, texts]) => texts[row] ?? null))
    const group = byTags.get(key) ?? { labels: withTags(block.labels, tags, row), rows: [] }
    group.rows.push(row)
    byTags.set(key, group)
  }
  return { groups: [...byTags.values()], dropped }
}

function withTags(
  labels: Readonly<Record<string, string>>,
  tags: readonly [string, readonly (string | undefined)[]][],
  row: number,
): Record<string, string> {
  const found = tags.flatMap(([name, texts]) => {
    const text = texts[row]
    return text === undefined || text === '' ? [] : [[name, text] as const]
  })
  return { ...labels, ...Object.fromEntries(found) }
}
