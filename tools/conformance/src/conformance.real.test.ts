import { recordingLog } from '@ocp-perf/http/testing'
import { describe, expect, onTestFinished, test } from 'vitest'
import { serveFixture } from './fixture/serve-fixture.ts'
import { requiredScenarios, shortcomings } from './requirements.ts'
import { isBuilt, serverNames, startServer } from './servers.ts'
import { revisions, runSuite } from './suite.ts'

describe.each(revisions)('revision %s', (revision) => {
  test('the fixture passes everything that is scored', async () => {
    const { url, close } = await serveFixture(recordingLog())
    onTestFinished(close)
    const required = await requiredScenarios(revision, 'scored')
    expect(required.length).toBeGreaterThan(20)
    expect(shortcomings(await runSuite(`${url}/mcp`, revision), required, 'scored')).toEqual([])
  })

  // `pnpm build` has run before these suites; a server that is not built there is not left out.
  test.each(serverNames.filter((name) => isBuilt(name) || process.env.CI))(
    '%s passes what applies to any server',
    async (name) => {
      const { url, stop } = await startServer(name)
      onTestFinished(stop)
      const required = await requiredScenarios(revision, 'any-server')
      expect(shortcomings(await runSuite(`${url}/mcp`, revision), required, 'any-server')).toEqual([])
    },
  )
})
