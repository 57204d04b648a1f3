import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { formatMetric, formatNumber } from './format-metric.ts'
import type { NotedSeries, Point } from './script.ts'
import { readMetric, readNumber, readSeries } from './series-notation.ts'

describe('points', () => {
  test.each<[string, Point[]]>([
    ['1 2 -3 +4 .5 5. 1e3 2E-1', [1, 2, -3, 4, 0.5, 5, 1000, 0.2]],
    ['0+10x5', [0, 10, 20, 30, 40, 50]],
    ['1-2x2', [1, -1, -3]],
    ['-1-2x2', [-1, -3, -5]],
    ['7x2', [7, 7, 7]],
    ['7x0', [7]],
    ['-0x1', [-0, -0]],
    ['_ _x3 1', ['omitted', 'omitted', 'omitted', 'omitted', 1]],
    ['_x0 1', [1]],
    ['1 stale Inf -inf NaN', [1, 'stale', Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, Number.NaN]],
    ['1e-3x1', [0.001, 0.001]],
    ['{{schema:1 sum:3 count:22 buckets:[5 10 7]}} 2', ['histogram', 2]],
    ['{{count:1}}x2', ['histogram', 'histogram', 'histogram']],
    ['{{count:1}}+{{count:2}}x1', ['histogram', 'histogram']],
    ['', []],
  ])('%s', (text, expected) => {
    expect(readSeries(`metric ${text}`)).toEqual({ labels: { __name__: 'metric' }, points: expected })
  })

  test('increments are added one by one, as Prometheus does, rounding included', () => {
    expect(readSeries('m 0.1+0.1x2').points).toEqual([0.1, 0.2, 0.1 + 0.1 + 0.1])
  })
})

describe('labels', () => {
  test.each([
    ['up', { __name__: 'up' }],
    ['{}', {}],
    ['up{}', { __name__: 'up' }],
    ['job:up:sum{a="1",b=\'2\',}', { __name__: 'job:up:sum', a: '1', b: '2' }],
    ['{ a = "1" , by="x" }', { a: '1', by: 'x' }],
    ['{"foo.bar", "a b"="c"}', { __name__: 'foo.bar', 'a b': 'c' }],
    ['m{a="q\\"\\\\\\n, }", b=`\\n`}', { __name__: 'm', a: 'q"\\\n, }', b: '\\n' }],
    ['m{a=""}', { __name__: 'm' }],
    ['NaN{a="b"}', { __name__: 'NaN', a: 'b' }],
  ])('%s', (text, expected) => {
    expect(readMetric(text)).toEqual(expected)
    expect(readSeries(`${text}  1`)).toEqual({ labels: expected, points: [1] })
  })
})

describe('what is not series notation is refused with its column', () => {
  test.each([
    ['m 1 x', 5],
    ['m 1,2', 3],
    ['m 1+x3', 3],
    ['m 0x10z', 3],
    ['m stalled', 3],
    ['m{a="b} 1', 5],
    ['m{a=b} 1', 5],
    ['m{a} 1', 4],
    ['m{a="b" c="d"} 1', 9],
    ['m{a="\\q"} 1', 5],
    ['m{a="b"', 8],
    ['', 1],
    ['1 2', 1],
  ])('%s', (line, column) => {
    expect(() => readSeries(line)).toThrow(
      expect.objectContaining({ code: 'invalid_input', message: expect.stringContaining(`from column ${column} on`) }),
    )
  })

  test('a metric with points where there must be none', () => {
    expect(() => readMetric('m 1')).toThrow(/column 2/)
  })

  test('more points than any script needs', () => {
    expect(() => readSeries('m 0x1000000000')).toThrow(/more than 1000000 points/)
  })
})

describe('a number', () => {
  test.each([
    ['12340000', 12_340_000],
    ['-0.0000002', -2e-7],
    ['+Inf', Number.POSITIVE_INFINITY],
    ['-inf', Number.NEGATIVE_INFINITY],
    ['NaN', Number.NaN],
    ['0x10', 16],
    ['5 6', undefined],
    ['{} 5', undefined],
    ['up', undefined],
    ['', undefined],
    ['-', undefined],
  ])('%s', (text, expected) => {
    expect(readNumber(text)).toBe(expected)
  })
})

/** A series in the notation, equal points drawn together. */
function formatSeries({ labels, points }: NotedSeries): string {
  return [formatMetric(labels), ...formatPoints(points)].join(' ')
}

function formatPoints(points: readonly Point[]): string[] {
  const runs: { point: Point; count: number }[] = []
  for (const point of points) {
    const last = runs.at(-1)
    if (last !== undefined && Object.is(last.point, point)) last.count += 1
    else runs.push({ point, count: 1 })
  }
  return runs.flatMap(({ point, count }) => {
    if (point === 'omitted') return count === 1 ? '_' : `_x${count}`
    if (typeof point !== 'number') return Array.from({ length: count }, () => (point === 'stale' ? 'stale' : '{{}}'))
    return count < 3 ? Array.from({ length: count }, () => formatNumber(point)) : `${formatNumber(point)}x${count - 1}`
  })
}

test('what is printed is read as the same series', () => {
  const name = fc.stringMatching(/^[a-zA-Z_:][\w:]{0,5}$/)
  const text = fc
    .string({ unit: 'grapheme', minLength: 1, maxLength: 6 })
    .filter((given) => !/\p{Surrogate}/u.test(given))
  const labels = fc
    .tuple(fc.option(fc.oneof(name, text)), fc.dictionary(fc.oneof(name, text), text, { maxKeys: 4 }))
    .map(([metric, others]) => {
      const entries = Object.entries(others).filter(([label]) => label !== '__name__')
      return Object.fromEntries([...(metric === null ? [] : [['__name__', metric] as const]), ...entries])
    })
  const point = fc.oneof(
    fc.double(),
    fc.integer({ min: -3, max: 3 }),
    fc.constantFrom<Point>('stale', 'omitted', 'histogram', Number.NaN, Number.POSITIVE_INFINITY),
  )
  const runs = fc.array(fc.tuple(point, fc.integer({ min: 1, max: 4 })), { maxLength: 6 })
  fc.assert(
    fc.property(labels, runs, (given, drawn) => {
      const series = { labels: given, points: drawn.flatMap(([one, count]) => Array<Point>(count).fill(one)) }
      expect(readSeries(formatSeries(series))).toEqual(series)
    }),
    { numRuns: 100 },
  )
})
