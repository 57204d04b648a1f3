import { describe, test } from 'vitest'
import { missingFor, type RealNeed, realRequired } from './real-environment.ts'

/**
 * A suite that runs against real servers. Where this machine lacks what it needs, it is left out and its title says
 * why; with OCP_PERF_REQUIRE_REAL=1 it fails instead, so that CI cannot pass by leaving suites out.
 */
export function describeReal(title: string, needs: readonly RealNeed[], suite: () => void): void {
  const missing = missingFor(needs, process.env).join('; ')
  if (missing === '') {
    describe(title, suite)
  } else if (realRequired(process.env)) {
    describe(title, () => {
      test('has what it needs', () => {
        throw new Error(`This suite was not to be left out. ${missing}`)
      })
    })
  } else {
    describe.skipIf(true)(`${title} (left out: ${missing})`, suite)
  }
}
