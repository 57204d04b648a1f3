import { gzipSync } from 'node:zlib'
import { labelsKey } from '@ocp-perf/promql'
import fc from 'fast-check'
import { packTar } from 'modern-tar'
import { expect, test } from 'vitest'
import { loadDump } from './load-dump.ts'
import { contentsOf, type PlainSeries } from './testing/contents-of.ts'
import { dumpFolder } from './testing/dump-folder.ts'

const folder = dumpFolder()

interface Sample {
  time: number
  value: number
}

interface RandomSeries {
  name: string
  labels: Record<string, string>
  samples: Sample[]
}

const labelName = fc.stringMatching(/^[a-zA-Z_][a-zA-Z0-9_]{0,8}$/).filter((name) => name !== '__name__')
const labelValue = fc.string({ unit: 'grapheme', minLength: 1, maxLength: 12 })
const sample = fc.record({
  time: fc.integer({ min: 1_700_000_000_000, max: 1_900_000_000_000 }),
  // NaN is left to the rules of staleness.
  value: fc.double({ noNaN: true }),
})
const series: fc.Arbitrary<RandomSeries> = fc.record({
  name: fc.stringMatching(/^[a-zA-Z_:][a-zA-Z0-9_:]{0,12}$/),
  labels: fc.dictionary(labelName, labelValue, { maxKeys: 5 }),
  samples: fc.array(sample, { minLength: 1, maxLength: 12 }),
})

/** As each writer spells a sample; the order of lines is another matter. */
const spellings: Readonly<Record<string, (one: RandomSeries, at: Sample) => string>> = {
  openMetrics: ({ name, labels }, { time, value }) =>
    `${name}${braces(labels, ',')} ${go(value)} ${(time / 1000).toFixed(3)}`,
  prometheus: ({ name, labels }, { time, value }) =>
    `${name}${Object.keys(labels).length > 0 ? braces(labels, ',') : ''} ${Object.is(value, -0) ? '-0' : value.toExponential()} ${time}`,
  promtool: ({ name, labels }, { time, value }) =>
    `${braces({ __name__: name, ...labels }, ', ')} ${go(value)} ${time}`,
  quoted: ({ name, labels }, { time, value }) => {
    const pairs = Object.entries(labels).map(([label, text]) => `"${label}"=${quoted(text)}`)
    return `{${[quoted(name), ...pairs].join(',')}} ${go(value)} ${time / 1000}`
  },
}

function braces(labels: Record<string, string>, comma: string): string {
  return `{${Object.entries(labels)
    .map(([label, value]) => `${label}=${quoted(value)}`)
    .join(comma)}}`
}

function quoted(text: string): string {
  return `"${text.replaceAll('\\', '\\\\').replaceAll('"', '\\"').replaceAll('\n', '\\n')}"`
}

function go(value: number): string {
  if (Object.is(value, -0)) return '-0'
  return Number.isFinite(value) ? String(value) : value > 0 ? '+Inf' : '-Inf'
}

/** What the store has to hold: samples by series and time, the last written of each. */
function expected(lines: readonly (readonly [RandomSeries, Sample])[]): PlainSeries[] {
  const found = new Map<string, { labels: Record<string, string>; samples: Map<number, number> }>()
  for (const [{ name, labels }, { time, value }] of lines) {
    const all = { __name__: name, ...labels }
    const one = found.get(labelsKey(all)) ?? { labels: all, samples: new Map() }
    found.set(labelsKey(all), one)
    one.samples.set(time, value)
  }
  return [...found.entries()]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([, { labels, samples }]) => ({ labels, samples: [...samples].sort(([a], [b]) => a - b) }))
}

test('what is printed is what is loaded, in every spelling, order and container', async () => {
  const input = fc.record({
    all: fc.array(series, { minLength: 1, maxLength: 6 }),
    spelling: fc.constantFrom(...Object.keys(spellings)),
    shuffled: fc.boolean(),
    seed: fc.integer({ min: 1, max: 1_000_000 }),
    newline: fc.constantFrom('\n', '\r\n'),
    container: fc.constantFrom<(text: string) => Promise<string | Uint8Array>>(
      async (text) => text,
      async (text) => gzipSync(text),
      (text) => packTar([{ header: { name: 'a.om', size: Buffer.byteLength(text) }, body: text }]),
    ),
  })
  await fc.assert(
    fc.asyncProperty(input, async ({ all, spelling, shuffled, seed, newline, container }) => {
      const lines = all.flatMap((one) => one.samples.map((at) => [one, at] as const))
      const ordered = shuffled
        ? lines.toSorted(([, a], [, b]) => ((a.time * seed) % 1_009) - ((b.time * seed) % 1_009))
        : lines
      const print = spellings[spelling] ?? go.toString
      const text = ordered.map(([one, at]) => `${print(one, at)}${newline}`).join('')
      const dump = await loadDump(folder.write('random', await container(text)))
      const wanted = expected(ordered)
      expect(await contentsOf(dump)).toEqual(wanted)
      const kept = wanted.reduce((sum, { samples }) => sum + samples.length, 0)
      expect(dump.report).toMatchObject({ samples: kept, skipped: 0, lines: lines.length, truncated: false })
      expect(dump.report.duplicates).toBe(lines.length - kept)
    }),
    { numRuns: 60 },
  )
})

test('the same text in parts of any size gives the same', async () => {
  const { createTextReader } = await import('./text/text-reader.ts')
  const text = Buffer.from(
    '# TYPE up gauge\r\nup{a="é"} 1 1\n\nup{a="é"} 2 2\nbad\nup{a="é",b="\\""} 0.125 3.5\nup 7 8\n# EOF',
  )
  await fc.assert(
    fc.asyncProperty(fc.array(fc.integer({ min: 0, max: text.length }), { maxLength: 20 }), async (cuts) => {
      const reader = createTextReader()
      const edges = [0, ...cuts.sort((a, b) => a - b), text.length]
      for (const [index, edge] of edges.entries())
        reader.feed(Buffer.from(text.subarray(edge, edges[index + 1] ?? edge)))
      expect(reader.end()).toBe(false)
      const { state } = reader
      expect([state.samples, state.lines, state.bad.first]).toEqual([
        4,
        8,
        [{ line: 5, reason: 'no space between series and value' }],
      ])
      const columns = [...state.columns.finish(state.table)].map(({ times, values }) => [[...times], [...values]])
      expect(columns).toEqual([
        [
          [1_000, 2_000],
          [1, 2],
        ],
        [[3_500], [0.125]],
        [[8_000], [7]],
      ])
    }),
    { numRuns: 60 },
  )
})
