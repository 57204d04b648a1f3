import { gzipSync } from 'node:zlib'
import { expect, test } from 'vitest'
import { listTar } from './container/tar.ts'
import { createLimits } from './limits.ts'
import { loadDump } from './load-dump.ts'
import { dumpFolder } from './testing/dump-folder.ts'

const folder = dumpFolder()

test('more samples than are allowed are too_large, with how to dump less', async () => {
  const text = Array.from({ length: 11 }, (_, index) => `up 1 ${index}\n`).join('')
  const path = folder.write('eleven.om', text)
  await expect(loadDump(path, { maxSamples: 10 })).rejects.toMatchObject({
    code: 'too_large',
    hint: expect.stringMatching(/--min-time.*--max-time.*--match/),
  })
  await expect(loadDump(path, { maxSamples: 11 })).resolves.toMatchObject({ report: { samples: 11 } })
})

test('by default there is a limit, and it follows from the memory of this machine', () => {
  const { check } = createLimits({})
  const read = (samples: number, size = 0, labelLength = 0) => ({
    samples,
    nativeHistograms: 0,
    table: { size, labelLength },
  })
  expect(() => check('x', read(1_000_000), 0)).not.toThrow()
  expect(() => check('x', read(1e12), 0)).toThrow(/more than [\d,]+ samples/)
  expect(() => check('x', read(1e12, 1e9), 0)).toThrow(/samples/)
  expect(() => check('x', read(1, 1e9), 0)).toThrow(/more than [\d,]+ series/)
  expect(() => check('x', read(50_000, 50_000, 50_000 * 300), 0)).not.toThrow()
  expect(() => check('x', read(50_000, 50_000, 50_000 * 1_000_000), 0)).toThrow(/1,000,000 characters on average/)
})

test('what swells when it is unpacked ends reading: nothing in it is a sample', async () => {
  const bomb = Buffer.concat(Array.from({ length: 6 }, () => gzipSync(Buffer.alloc(2 ** 24))))
  expect(bomb.length).toBeLessThan(500_000)
  await expect(loadDump(folder.write('bomb.gz', bomb))).rejects.toMatchObject({
    code: 'invalid_input',
    message: expect.stringContaining('hold no sample'),
  })
})

test('what swells into samples ends at their limit', async () => {
  const member = gzipSync('up 1 1\n'.repeat(200_000))
  const bomb = Buffer.concat(Array.from({ length: 100 }, () => member))
  await expect(loadDump(folder.write('samples.gz', bomb), { maxSamples: 500_000 })).rejects.toMatchObject({
    code: 'too_large',
  })
})

test('one metric of fifty thousand series, scrape by scrape', async () => {
  const scrape = (time: number) =>
    Array.from({ length: 50_000 }, (_, index) => `pods{uid="${index}"} ${index + time} 179523500${time}.5\n`).join('')
  const dump = await loadDump(folder.write('wide.om', scrape(1) + scrape(2) + scrape(3)))
  expect(dump.report).toMatchObject({ series: 50_000, samples: 150_000, skipped: 0, outOfOrder: 0 })
  const last = { label: 'uid', op: '=', value: '49999' } as const
  const [found] = await dump.store.select([last], { from: 0, to: 2e12 })
  expect([...(found?.times ?? [])]).toEqual([1_795_235_001_500, 1_795_235_002_500, 1_795_235_003_500])
  expect([...(found?.values ?? [])]).toEqual([50_000, 50_001, 50_002])
})

test('timers have their turn while a dump is read', async () => {
  const path = folder.write('long.om', Array.from({ length: 400_000 }, (_, at) => `up 1 ${at}\n`).join(''))
  let turns = 0
  const timer = setInterval(() => turns++, 1)
  try {
    await loadDump(path)
  } finally {
    clearInterval(timer)
  }
  expect(turns).toBeGreaterThan(2)
})

test('a few samples do not excuse what goes on for ever without one', () => {
  const { check } = createLimits({})
  const read = { samples: 1, nativeHistograms: 0, table: { size: 1, labelLength: 2 } }
  expect(() => check('x', read, 2 ** 20)).not.toThrow()
  expect(() => check('x', read, 2 ** 29)).not.toThrow()
  expect(() => check('x', { ...read, nativeHistograms: 1 }, 2 ** 30)).not.toThrow()
  expect(() => check('x', { ...read, nativeHistograms: 1 }, 2 ** 31 + 1)).toThrow(/MiB in a row hold no sample/)
})

test('an archive of more files than are allowed is too_large, however small it is', async () => {
  const inTwo = async function* () {
    yield emptyFiles(4)
    yield emptyFiles(2)
  }
  await expect(listTar(inTwo(), 'a.tar', 5)).rejects.toMatchObject({
    code: 'too_large',
    message: 'a.tar holds more than 5 files.',
  })
  await expect(listTar(inTwo(), 'a.tar', 6)).resolves.toHaveLength(6)
})

test('an abort is heeded while a small archive unpacks to a large one', async () => {
  const header = Buffer.from(emptyFiles(1))
  // Its size is in the header, and 64 GiB of it are still to come when reading ends.
  header.write('77777777777', 124, 'latin1')
  header.write('        ', 148, 'latin1')
  header.write(
    `${header
      .reduce((total, byte) => total + byte, 0)
      .toString(8)
      .padStart(6, '0')}\u0000 `,
    148,
    'latin1',
  )
  const zeros = gzipSync(Buffer.alloc(2 ** 24))
  const path = folder.write('deep.tar.gz', gzipSync(Buffer.concat([gzipSync(header), ...Array(200).fill(zeros)])))
  const signal = AbortSignal.timeout(100)
  const begun = performance.now()
  await expect(loadDump(path, { signal })).rejects.toMatchObject({ name: 'TimeoutError' })
  expect(performance.now() - begun).toBeLessThan(1_500)
})

/** A tar archive of empty files, one header each. */
function emptyFiles(count: number): Buffer {
  const header = Buffer.alloc(512)
  header.write('x')
  header.write('0000644\u00000000000\u00000000000\u000000000000000\u000000000000000\u0000        0', 100, 'latin1')
  header.write('ustar\u000000', 257, 'latin1')
  const sum = header.reduce((total, byte) => total + byte, 0)
  header.write(`${sum.toString(8).padStart(6, '0')}\u0000 `, 148, 'latin1')
  return Buffer.alloc(count * header.length, header)
}
