import { describe, expect, test } from 'vitest'
import { loadDump } from './load-dump.ts'
import { contentsOf } from './testing/contents-of.ts'
import { dumpFolder } from './testing/dump-folder.ts'

const folder = dumpFolder()
const start = 1_795_235_011_569

async function load(text: string) {
  const dump = await loadDump(folder.write('dump.om', text))
  return { dump, report: dump.report, series: await contentsOf(dump) }
}

describe('each spelling of a dump says the same', () => {
  const expected = [
    { labels: { __name__: 'load1' }, samples: [[start, 0.25]] },
    {
      labels: { __name__: 'up', job: 'etcd', instance: 'm1' },
      samples: [
        [start, 1],
        [start + 5_000, 0],
      ],
    },
  ]

  test.each([
    [
      'OpenMetrics, times in seconds',
      'up{instance="m1",job="etcd"} 1 1795235011.569\nup{instance="m1",job="etcd"} 0 1795235016.569\nload1{} 0.25 1795235011.569\n# EOF\n',
    ],
    [
      'Prometheus text, times in milliseconds',
      'up{instance="m1",job="etcd"} 1 1795235011569\nup{instance="m1",job="etcd"} 0 1795235016569\nload1 0.25 1795235011569\n',
    ],
    [
      'promtool tsdb dump',
      '{__name__="up", instance="m1", job="etcd"} 1 1795235011569\n{__name__="up", instance="m1", job="etcd"} 0 1795235016569\n{__name__="load1"} 0.25 1795235011569\n',
    ],
    [
      'scrape by scrape, labels in another order, blanks and carriage returns',
      '\uFEFFup { job="etcd", instance="m1", } 1  1795235011.569\r\n\r\n  load1\t0.25\t1795235011.569 \r\nup{instance="m1",job="etcd"} 0 1.795235016569e+09\r\n',
    ],
    [
      'names in quotes',
      '{"up","job"="etcd",instance="m1"} 1e0 1795235011.569 # {trace_id="a"} 0.5 1795235011.1\n{"up","job"="etcd",instance="m1"} 0 1795235016.569\n{"load1"} 25e-2 1795235011.569\n',
    ],
  ])('%s', async (_, text) => {
    const { series, report } = await load(text)
    expect(series).toEqual(expected)
    expect(report).toMatchObject({ samples: 3, series: 2, skipped: 0, truncated: false })
  })
})

test('seconds without decimals are told from milliseconds by what is plausible', async () => {
  const { series } = await load('up 1 1795235011\nup 1 1795235016\n')
  expect(series[0]?.samples.map(([time]) => time)).toEqual([1_795_235_011_000, 1_795_235_016_000])
})

test('a time that is not in the unit of the file is a bad line', async () => {
  const { series, report } = await load('up 1 1795235011.569\nup 0 1795235016569\n')
  expect(series[0]?.samples).toEqual([[start, 1]])
  expect(report.firstSkipped).toEqual([{ line: 2, reason: expect.stringContaining('not in seconds') }])
})

test('milliseconds of promtool tsdb dump are taken as such, however early', async () => {
  const { series } = await load('{__name__="up"} 1 -5\n{__name__="up"} 0 60000\n')
  expect(series[0]?.samples).toEqual([
    [-5, 1],
    [60_000, 0],
  ])
})

test('values that are no ordinary numbers are kept, down to the sign of zero', async () => {
  const { series } = await load('x{a="1"} NaN 1\nx{a="1"} NaN 2\nx{a="2"} +Inf 1\nx{a="3"} -Inf 1\nx{a="4"} -0 1\n')
  expect(series.map(({ samples }) => samples[0]?.[1])).toEqual([
    Number.NaN,
    Number.POSITIVE_INFINITY,
    Number.NEGATIVE_INFINITY,
    -0,
  ])
})

test('TYPE, HELP and UNIT lines become metadata', async () => {
  const text = `# HELP up Whether it\\nanswers: \\\\o/
# TYPE up gauge
# UNIT wait_seconds seconds
# TYPE wait_seconds summary
# TYPE old untyped
# TYPE "my.metric" counter
# HELP
#TYPE not counted
# just a comment
up 1 1795235011.569
`
  const { dump } = await load(text)
  expect([...dump.store.metadata()]).toEqual([
    ['up', { type: 'gauge', help: 'Whether it\nanswers: \\o/', unit: '' }],
    ['wait_seconds', { type: 'summary', help: '', unit: 'seconds' }],
    ['old', { type: 'unknown', help: '', unit: '' }],
    ['my.metric', { type: 'counter', help: '', unit: '' }],
  ])
})

test('native histograms are left out and counted', async () => {
  const text = `{__name__="h", a="b"} {count:5, sum:1.5, buckets:[[-1,1):5]} 1795235011569
h2 {count:1,sum:2,schema:0} 1795235011.569
{__name__="up"} 1 1795235011569
`
  const { report, series } = await load(text)
  expect(report).toMatchObject({ samples: 1, nativeHistograms: 2, skipped: 0 })
  expect(series).toHaveLength(1)
})

test('one series in two orders of labels is one series', async () => {
  const { series, report } = await load('x{a="1",b="2"} 1 1\nx{b="2",a="1"} 2 2\nx{b="2",a="1",c=""} 3 3\n')
  expect(series).toEqual([
    {
      labels: { __name__: 'x', a: '1', b: '2' },
      samples: [
        [1000, 1],
        [2000, 2],
        [3000, 3],
      ],
    },
  ])
  expect(report.series).toBe(1)
})

test('a name that another begins with is another series', async () => {
  const { series } = await load('up 1 1\nupper 2 1\nup 3 2\nu 4 1\n')
  expect(series.map(({ labels, samples }) => [labels.__name__, samples.map(([, value]) => value)])).toEqual([
    ['u', [4]],
    ['up', [1, 3]],
    ['upper', [2]],
  ])
})

test('samples out of order are sorted, the last of several with one time is kept, both are counted', async () => {
  const { series, report } = await load('x 3 3\nx 1 1\nx 9 3\nx 2 2\nx 4 4\nx 5 4\ny 1 1\ny 2 1\n')
  expect(series.map(({ samples }) => samples)).toEqual([
    [
      [1000, 1],
      [2000, 2],
      [3000, 9],
      [4000, 5],
    ],
    [[1000, 2]],
  ])
  expect(report).toMatchObject({ samples: 5, outOfOrder: 2, duplicates: 3, lines: 8, skipped: 0 })
})

test('bad lines are counted, and the first twenty told with their numbers and reasons', async () => {
  const text = `up 1 1795235011.569
up one 1795235011.569
up 1
up 1 yesterday
up{ 1 1795235011.569
up 1 1795235011.569 extra
up{a="b"}1 1795235011.569
up 1#2 3
up 1 2#3
up 0 1795235016.569
`
  const { report, series } = await load(text)
  expect(series[0]?.samples).toHaveLength(2)
  expect(report.firstSkipped).toEqual([
    { line: 2, reason: 'the value is not a number' },
    { line: 3, reason: 'no time' },
    { line: 4, reason: 'the time is not a number' },
    { line: 5, reason: 'the labels do not end' },
    { line: 6, reason: 'text after the time' },
    { line: 7, reason: 'no space between series and value' },
    { line: 8, reason: 'the value is not a number' },
    { line: 9, reason: 'text after the time' },
  ])
  const many = await load(`up 1 1\n${'bad\n'.repeat(50)}`)
  expect(many.report.skipped).toBe(50)
  expect(many.report.firstSkipped).toHaveLength(20)
})

test('a bad line does not give its series to the next', async () => {
  const { series } = await load('up 1 1\ndown{ 2 2\n 3 3\nup 4 4\n')
  expect(series).toEqual([
    {
      labels: { __name__: 'up' },
      samples: [
        [1000, 1],
        [4000, 4],
      ],
    },
  ])
})

test('progress says how far in the file reading is, and ends at its end', async () => {
  const seen: number[] = []
  const path = folder.write('progress.om', 'up 1 1\nup 2 2\n')
  await loadDump(path, {
    onProgress: ({ bytesRead, bytesTotal, samples, series }) => {
      expect(bytesTotal).toBe(14)
      seen.push(bytesRead, samples, series)
    },
  })
  expect(seen.slice(-3)).toEqual([14, 2, 1])
})

test('an abort ends reading and passes through', async () => {
  const path = folder.write('abort.om', 'up 1 1\n')
  await expect(loadDump(path, { signal: AbortSignal.abort() })).rejects.toHaveProperty('name', 'AbortError')
  const controller = new AbortController()
  const large = folder.write('large.om', 'up 1 1\n'.repeat(1_000_000))
  const loading = loadDump(large, { signal: controller.signal, onProgress: () => controller.abort() })
  await expect(loading).rejects.toHaveProperty('name', 'AbortError')
})

test('series of one scrape share their times', async () => {
  const lines = ['a', 'b', 'c'].flatMap((name) => [1, 2, 3].map((time) => `${name} ${time} ${time}`))
  const dump = await loadDump(folder.write('shared.om', `${lines.join('\n')}\n`))
  const [a, b, c] = await dump.store.select([], { from: 0, to: 10_000 })
  expect(a?.times).toBe(b?.times)
  expect(b?.times).toBe(c?.times)
})
