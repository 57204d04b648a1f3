import { labelsKey } from '@ocp-perf/promql'
import type { InfluxSeries } from '../source.ts'
import { type Block, groupRows, type RowGroup } from './block.ts'
import type { GrowingFloats } from './growing-floats.ts'
import { createGrowingFloats } from './growing-floats.ts'

interface Part {
  name: string
  labels: Readonly<Record<string, string>>
  times: GrowingFloats
  values: GrowingFloats
}

/** The points of all blocks by label set, in time order, with what could not be kept. */
export function makeSeries(blocks: Iterable<Block>): { series: InfluxSeries[]; texts: number; repeated: number } {
  const parts = new Map<string, Part>()
  let texts = 0
  for (const block of blocks) {
    const { groups, dropped } = groupRows(block)
    texts += dropped
    for (const group of groups) addGroup(parts, block, group)
  }
  let repeated = 0
  const series: InfluxSeries[] = []
  for (const { name, labels, times, values } of parts.values()) {
    if (times.length === 0) continue
    const ordered = inOrder(times.view(), values.view())
    repeated += times.length - ordered.times.length
    series.push({ name, labels, ...ordered })
  }
  return { series, texts, repeated }
}

function addGroup(parts: Map<string, Part>, block: Block, { labels: tags, rows }: RowGroup): void {
  const times = block.times.view()
  for (const [field, column] of block.numbers) {
    const labels = labelsOf(block.measurement, field, tags)
    const key = labelsKey(labels)
    const name = [block.measurement, field].filter((part) => part !== undefined && part !== '').join('.')
    const part = parts.get(key) ?? { name, labels, times: createGrowingFloats(), values: createGrowingFloats() }
    parts.set(key, part)
    const values = column.view()
    const count = rows === 'all' ? values.length : rows.length
    for (let index = 0; index < count; index++) {
      const row = rows === 'all' ? index : (rows[index] ?? 0)
      const value = values[row] ?? Number.NaN
      if (Number.isNaN(value)) continue
      part.times.push(times[row] ?? Number.NaN)
      part.values.push(value)
    }
  }
}

/** A tag keeps its name; a measurement or field beside a tag of that name is told under the one that 2.x gives it. */
function labelsOf(
  measurement: string | undefined,
  field: string,
  tags: Readonly<Record<string, string>>,
): Record<string, string> {
  const own = (name: string, value: string | undefined) =>
    value === undefined || value === '' ? {} : { [Object.hasOwn(tags, name) ? `_${name}` : name]: value }
  return { ...own('measurement', measurement), ...own('field', field), ...tags }
}

/** By time, with the last of those that share one. */
function inOrder(times: Float64Array, values: Float64Array): { times: Float64Array; values: Float64Array } {
  if (isAscending(times)) return { times: times.slice(), values: values.slice() }
  const order = Array.from(times.keys()).sort((a, b) => (times[a] ?? 0) - (times[b] ?? 0))
  const kept = order.filter((row, index) => {
    const next = order[index + 1]
    return next === undefined || times[next] !== times[row]
  })
  return {
    times: Float64Array.from(kept, (row) => times[row] ?? 0),
    values: Float64Array.from(kept, (row) => values[row] ?? 0),
  }
}

function isAscending(times: Float64Array): boolean {
  for (let index = 1; index < times.length; index++) {
    if ((times[index] ?? 0) <= (times[index - 1] ?? 0)) return false
  }
  return true
}
