import { recordingLog } from '@ocp-perf/http/testing'
import { describe, expect, onTestFinished, test } from 'vitest'
import { serveFixture } from './fixture/serve-fixture.ts'
import { requiredScenarios, shortcomings } from './requirements.ts'
import { leftOut, servers, startServer } from './servers.ts'
import { revisions, runSuite } from './suite.ts'

describe.each(revisions)('revision %s', (revision) => {
  test('the fixture passes everything that is scored', async () => {
    const { url, close } = await serveFixture(recordingLog())
    onTestFinished(close)
    const required = await requiredScenarios(revision, 'scored')
    expect(required.length).toBeGreaterThan(20)
    expect(shortcomings(await runSuite(`${url}/mcp`, revision), required, 'scored')).toEqual([])
  })

  for (const server of servers) {
    test(`${server.name} passes what applies to any server`, async ({ skip }) => {
      const why = leftOut(server, process.env)
      if (why !== undefined) skip(why)
      const { url, stop } = await startServer(server)
      onTestFinished(stop)
      const required = await requiredScenarios(revision, 'any-server')
      expect(shortcomings(await runSuite(`${url}/mcp`, revision), required, 'any-server')).toEqual([])
    })
  }
})
