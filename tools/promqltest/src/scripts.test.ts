import { existsSync, readdirSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { describe, expect, test } from 'vitest'
import { findScripts } from './find-scripts.ts'
import { formatFailure } from './report.ts'
import { runFile } from './run-file.ts'

const own = fileURLToPath(new URL('./__fixtures__', import.meta.url))
// Prometheus' own scripts, where a checkout has them beside it.
const theirs = fileURLToPath(new URL('../../../../shared/promqltest', import.meta.url))
const isThere = existsSync(theirs)

/** Out of scope on purpose; any other reason to skip would hide what should pass. */
const scopes = /^(?:native histograms|info\(\)|duration expressions|fill modifiers|experimental function \w+\(\))$/

async function expectAllToPass(file: string) {
  const { passed, failures, skips } = await runFile(file)
  expect(failures.map((failure) => formatFailure(file, failure))).toEqual([])
  expect(skips.filter(({ reason }) => !scopes.test(reason))).toEqual([])
  expect(passed).toBeGreaterThan(0)
}

describe('scripts of our own', () => {
  test.each(readdirSync(own))('%s', async (file) => {
    const [script = ''] = await findScripts([`${own}/${file}`])
    await expectAllToPass(script)
  })
})

describe.skipIf(!isThere)(
  isThere ? 'scripts of Prometheus' : 'scripts of Prometheus are left out: there is no ../shared/promqltest',
  () => {
    test.each(isThere ? readdirSync(theirs).filter((file) => file.endsWith('.test')) : ['any script'])(
      '%s',
      async (file) => expectAllToPass(`${theirs}/${file}`),
      60_000,
    )
  },
)
