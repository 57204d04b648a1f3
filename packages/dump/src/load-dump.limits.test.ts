import { gzipSync } from 'node:zlib'
import { expect, test } from 'vitest'
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
  const table = { size: 0 }
  expect(() => check('x', { samples: 1_000_000, table }, 0)).not.toThrow()
  expect(() => check('x', { samples: 1e12, table }, 0)).toThrow(/more than [\d,]+ samples/)
  expect(() => check('x', { samples: 1e12, table: { size: 1e9 } }, 0)).toThrow(/samples/)
  expect(() => check('x', { samples: 1, table: { size: 1e9 } }, 0)).toThrow(/more than [\d,]+ series/)
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
