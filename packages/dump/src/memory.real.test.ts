import { join } from 'node:path'
import { expect, test } from 'vitest'
import { dumpFolder } from './testing/dump-folder.ts'
import { loadInChild } from './testing/load-in-child.ts'
import { writeManySamples } from './testing/many-samples.ts'

const folder = dumpFolder()

test('ten million samples stay under 300 MiB in all, and come at 300,000 a second or more', async () => {
  const path = join(folder.path, 'ten-million.om')
  writeManySamples(path, 10_000_000)
  const { report, seconds, peakMiB } = await loadInChild(path, 96)
  expect(report).toMatchObject({ samples: 10_000_000, series: 10_000, skipped: 0, truncated: false })
  expect(peakMiB).toBeLessThan(300)
  expect(report.samples / seconds).toBeGreaterThan(300_000)
})
