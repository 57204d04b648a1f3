import { join } from 'node:path'
import { expect, test } from 'vitest'
import { dumpFolder } from './testing/dump-folder.ts'
import { loadInChild } from './testing/load-in-child.ts'
import { writeManySamples } from './testing/many-samples.ts'

const folder = dumpFolder()

test('a million samples take some 10 bytes each, beside a small heap', async () => {
  const path = join(folder.path, 'million.om')
  writeManySamples(path, 1_000_000)
  const { report, growthMiB } = await loadInChild(path, 64)
  expect(report).toMatchObject({ samples: 1_000_000, series: 1_000, skipped: 0, truncated: false })
  // Half of it is buffers of the file that are not collected yet.
  expect(growthMiB).toBeLessThan(100)
}, 60_000)
