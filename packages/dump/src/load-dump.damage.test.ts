import { gzipSync } from 'node:zlib'
import { expect, test } from 'vitest'
import { loadDump } from './load-dump.ts'
import { contentsOf } from './testing/contents-of.ts'
import { dumpFolder } from './testing/dump-folder.ts'

const folder = dumpFolder()

function load(content: string | Uint8Array) {
  return loadDump(folder.write('damaged', content))
}

async function refusal(content: string | Uint8Array, code = 'invalid_input') {
  const error: unknown = await load(content).catch((reason: unknown) => reason)
  expect(error).toMatchObject({ code, message: expect.any(String), hint: expect.any(String) })
  return error
}

/** Lines that gzip cannot make small, so that there is something to cut. */
function manyLines(count: number): string {
  let seed = 7
  const lines = Array.from({ length: count }, (_, index) => {
    seed = (seed * 48_271) % 2_147_483_647
    return `x{series="${Math.floor(index / 100)}"} ${seed / 7} ${1_795_235_000 + (index % 100)}.125\n`
  })
  return lines.join('')
}

test('a gzip stream that ends early gives what was before its end', async () => {
  const whole = gzipSync(manyLines(50_000))
  const { report } = await load(whole.subarray(0, whole.length * 0.6))
  expect(report.truncated).toBe(true)
  expect(report.samples).toBeGreaterThan(25_000)
  expect(report.samples).toBeLessThan(35_000)
  expect(report.skipped).toBe(0)
})

test.each([1, 4, 8])('a gzip stream without its last %i bytes is whole but for its checksum', async (missing) => {
  const whole = gzipSync(manyLines(1_000))
  const { report } = await load(whole.subarray(0, whole.length - missing))
  expect(report).toMatchObject({ truncated: true, samples: 1_000 })
})

test('a gzip stream with damage inside gives what was before it', async () => {
  const damaged = gzipSync(manyLines(50_000))
  damaged.fill(0xff, damaged.length / 2, damaged.length / 2 + 1_000)
  const { report } = await load(damaged)
  expect(report.truncated).toBe(true)
  expect(report.samples).toBeGreaterThan(20_000)
  expect(report.samples).toBeLessThan(30_000)
})

test('a text that ends in the middle of a line lacks that line', async () => {
  const dump = await load('up 1 1795235011.569\nup 1 1795235016.569\nup 1 1795235')
  expect(dump.report).toMatchObject({ truncated: true, samples: 2, lines: 2, skipped: 0 })
})

test('a last line whose newline alone is missing is kept, since its time is as long as others', async () => {
  const dump = await load('up 1 1795235011.569\nup 1 1795235016.569')
  expect(dump.report).toMatchObject({ truncated: true, samples: 2 })
  const ended = await load('up 1 1795235011.569\n# EOF')
  expect(ended.report).toMatchObject({ truncated: false, samples: 1 })
  const blank = await load('up 1 1795235011.569\n  ')
  expect(blank.report).toMatchObject({ truncated: false, samples: 1, skipped: 0 })
})

test('binary junk is refused with the first reasons', async () => {
  const junk = new Uint8Array(300_000).map((_, index) => (index * 7919 + (index >> 8) * 104_729) & 0xff)
  expect(await refusal(junk)).toMatchObject({ message: expect.stringMatching(/no line .* could be used \(line 1: /) })
})

test('junk between samples is counted and left out', async () => {
  const junk = Buffer.from(Array.from({ length: 5_000 }, (_, index) => (index * 7919) & 0xff))
  const { report } = await load(Buffer.concat([Buffer.from('up 1 1\n'), junk, Buffer.from('\nup 2 2\n')]))
  expect(report.samples).toBe(2)
  expect(report.skipped).toBeGreaterThan(0)
  expect(report.firstSkipped.length).toBeLessThanOrEqual(20)
})

test('invalid UTF-8 spoils its line alone', async () => {
  const bad = Buffer.concat([Buffer.from('up{a="'), Buffer.of(0xc3, 0x28), Buffer.from('"} 1 1\n')])
  const dump = await load(Buffer.concat([Buffer.from('up{a="é"} 1 1\n'), bad, Buffer.from('up{a="ö"} 1 1\n')]))
  expect(dump.report.firstSkipped).toEqual([{ line: 2, reason: 'not valid UTF-8' }])
  expect((await contentsOf(dump)).map(({ labels }) => labels.a)).toEqual(['é', 'ö'])
})

test('an empty file says how to make a dump', async () => {
  expect(await refusal('')).toMatchObject({
    message: expect.stringContaining('is empty'),
    hint: expect.stringContaining('gather_metrics'),
  })
  await refusal(gzipSync(''))
  await refusal(gzipSync('up 1 1\n').subarray(0, 12))
})

test('comments alone are no dump', async () => {
  expect(await refusal('# HELP up x\n# TYPE up gauge\n# EOF\n')).toMatchObject({
    message: expect.stringContaining('comments only'),
  })
  expect(await refusal('\n\n  \n')).toMatchObject({ code: 'invalid_input' })
})

test('native histograms alone are no dump', async () => {
  expect(await refusal('{__name__="h"} {count:1, sum:2} 1795235011569\n')).toMatchObject({
    message: expect.stringContaining('native histograms'),
  })
})

test('what a target shows at one moment is refused as a whole', async () => {
  expect(await refusal('# TYPE up gauge\nup{a="1"} 1\nup{a="2"} 1\n')).toMatchObject({
    message: expect.stringContaining('have no times'),
    hint: expect.stringContaining('/metrics'),
  })
})

test('a line of ten million bytes is left out, and memory does not grow with it', async () => {
  const line = Buffer.alloc(10_000_000, 'a')
  const before = process.memoryUsage().arrayBuffers
  const { report } = await load(Buffer.concat([Buffer.from('up 1 1\n'), line, Buffer.from('\nup 2 2\n')]))
  expect(report).toMatchObject({ samples: 2, lines: 3 })
  expect(report.firstSkipped).toEqual([{ line: 2, reason: 'longer than 1 MiB' }])
  expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(30e6)
  expect(await refusal(line)).toMatchObject({ message: expect.stringContaining('longer than 1 MiB') })
})

test('a series of a thousand labels is read', async () => {
  const labels = Array.from({ length: 1_000 }, (_, index) => `label_${index}="value ${index}"`)
  const dump = await load(`wide{${labels.join(',')}} 1 1\nwide{${labels.toReversed().join(',')}} 2 2\n`)
  const [series] = await contentsOf(dump)
  expect(Object.keys(series?.labels ?? {})).toHaveLength(1_001)
  expect(series?.samples).toHaveLength(2)
})

test('times that no clock shows make bad lines', async () => {
  const { report } = await load('up 1 1\nup 1 NaN\nup 1 +Inf\nup 1 1e300\nup 1 -1e12\nup 1 2\n')
  expect(report).toMatchObject({ samples: 2, skipped: 4 })
})
