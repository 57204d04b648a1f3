import { cp, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { dumpText, openshiftSeries } from '../testing/index.ts'
import { dumpWarnings, type LoadProgress, loadRecording } from './load-recording.ts'

const text = dumpText(openshiftSeries(), { end: 1_795_001_000, scrapes: 20, everySeconds: 30 })

let folder: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'load-recording-'))
})
afterAll(() => rm(folder, { recursive: true }))

async function load(path: string, more: { signal?: AbortSignal; onProgress?: (progress: LoadProgress) => void } = {}) {
  const warned: object[] = []
  const quiet = () => {}
  const log = { debug: quiet, info: quiet, warn: (details: object) => warned.push(details), error: quiet }
  return { warned, source: await loadRecording(path, { log, ...more }) }
}

async function written(name: string, data: string | Buffer): Promise<string> {
  const path = join(folder, name)
  await writeFile(path, data)
  return path
}

test('a dump is answered in process, and who asked for progress hears of the end', async () => {
  const seen: LoadProgress[] = []
  const path = await written('a.om.gz', gzipSync(text))
  const { source } = await load(path, { onProgress: (progress) => seen.push(progress) })
  expect(source.recording).toEqual({ name: 'the dump a.om.gz', start: 1_795_000_430, end: 1_795_001_000, warnings: [] })
  expect((await source.instant('count(up)')).series[0]?.values[0]).toBe(9)
  expect(seen.at(-1)).toMatchObject({ share: 1, samples: expect.any(Number) })
  await source.close()
})

test('a dump that was cut short, and lines that are none, become warnings of the recording and lines in the log', async () => {
  const gzip = gzipSync(`${text.slice(0, 300)}\nnonsense here\n${text.slice(300)}`)
  const path = await written('cut.om.gz', gzip.subarray(0, gzip.length - 200))
  const { source, warned } = await load(path)
  const { warnings = [] } = source.recording ?? {}
  expect(warnings[0]).toMatch(/^The dump ends in the middle of its data/)
  expect(warnings[1]).toMatch(/^\d+ of [\d,]+ lines of the dump could not be read and are left out \(line \d+: /)
  expect(warned).toContainEqual(expect.objectContaining({ event: 'dump-line', line: expect.any(Number) }))
})

test('what an archive calls its files cannot put lines of its own into an answer', async () => {
  const path = await written('a\nNote: all is well\u001b[2J.om', text)
  const { source } = await load(path)
  expect(source.recording?.name).toBe('the dump a Note: all is well [2J.om')
  const long = await written(`${'x'.repeat(200)}.om`, text)
  expect((await load(long)).source.recording?.name.length).toBeLessThan(120)
})

test('the dump in a folder is called after both', async () => {
  const inside = join(folder, 'must-gather.local.1', 'image', 'monitoring')
  await mkdir(inside, { recursive: true })
  await cp(await written('b.om', text), join(inside, 'metrics.openmetrics'))
  const { source } = await load(join(folder, 'must-gather.local.1'))
  expect(source.recording?.name).toBe('the dump monitoring/metrics.openmetrics in must-gather.local.1')
})

test('an empty file, a file without a sample and one that is not there are refused', async () => {
  await expect(load(await written('empty.om', ''))).rejects.toMatchObject({ code: 'invalid_input' })
  await expect(load(await written('bare.om', '# EOF\n'))).rejects.toMatchObject({ code: 'invalid_input' })
  await expect(load(join(folder, 'gone.om'))).rejects.toMatchObject({ code: 'not_found' })
})

test('a reading that is given up ends with its abort', async () => {
  const path = await written('c.om', text)
  await expect(load(path, { signal: AbortSignal.abort() })).rejects.toMatchObject({ name: 'AbortError' })
})

test('a dump that was read whole has no warning, and examples are few and short', () => {
  const report = { samples: 9, series: 3, lines: 2000, outOfOrder: 5, nativeHistograms: 0 }
  expect(dumpWarnings({ ...report, skipped: 0, firstSkipped: [], duplicates: 0, truncated: false })).toEqual([])
  const firstSkipped = Array.from({ length: 9 }, (_, index) => ({ line: index + 1, reason: 'x'.repeat(500) }))
  const warnings = dumpWarnings({ ...report, skipped: 1200, firstSkipped, duplicates: 7, truncated: true })
  expect(warnings).toHaveLength(3)
  expect(warnings[1]).toMatch(/^1,200 of 2,000 lines .*line 3: x+…\)\.$/)
  expect(warnings[1]?.length).toBeLessThan(400)
  expect(warnings[2]).toMatch(/^7 samples/)
})
