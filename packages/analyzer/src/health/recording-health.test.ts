import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { dumpText, openshiftSeries, testContext } from '../testing/index.ts'
import { readServerHealth, summarizeHealth } from './server-health.ts'

const { signal } = new AbortController()

let folder: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'recording-health-'))
  const text = dumpText(openshiftSeries(), { end: 1_795_001_000, scrapes: 20, everySeconds: 30 })
  await writeFile(join(folder, 'a.om'), text)
  await writeFile(join(folder, 'b.om'), text)
})
afterAll(() => rm(folder, { recursive: true }))

const context = (...names: string[]) =>
  testContext({
    url: 'http://127.0.0.1:1',
    clusters: names.map((name) => ({ name, file: join(folder, `${name}.om`) })),
    current: names[0],
  })

test('of several dumps only the current one is read unasked', async () => {
  const opened = context('a', 'b')
  const health = await readServerHealth(opened, undefined, signal)
  expect(health.clusters).toMatchObject([
    { name: 'a', verdict: 'ok', platform: 'openshift', recording: { name: 'the dump a.om', end: 1_795_001_000 } },
    { name: 'b', verdict: 'unknown', platform: null, recording: null, prometheus: { reachable: true } },
  ])
  expect(health.headline).toBe('2 of 2 clusters reachable')
  expect(summarizeHealth(health)).toContain('not read yet; name this cluster to read it')
  expect(opened.opened('b')).toBeUndefined()
  const named = await readServerHealth(opened, 'b', signal)
  expect(named.clusters).toMatchObject([{ name: 'b', verdict: 'ok' }])
  // Once read it is told of like any other.
  expect((await readServerHealth(opened, undefined, signal)).verdict).toBe('ok')
  await opened.close()
})

test('a dump that cannot be read is critical, with the reason and the next step', async () => {
  await writeFile(join(folder, 'bad.om'), 'no dump at all\n')
  const opened = context('bad')
  const health = await readServerHealth(opened, undefined, signal)
  expect(health.clusters).toMatchObject([
    { verdict: 'critical', recording: null, error: { code: 'invalid_input', hint: expect.any(String) } },
  ])
  expect(health.headline).toContain('bad.om')
  await opened.close()
})

test('the end of the recording counts as now, in words and figures', async () => {
  const opened = context('a')
  const health = await readServerHealth(opened, 'a', signal)
  expect(health.headline).toBe('a: now is 11:23:20 UTC on 2026-11-18, the end of the dump a.om, profile openshift')
  expect(health.clusters[0]?.newest_sample_seconds).toBeLessThanOrEqual(30)
  expect(summarizeHealth(health)).toContain('Samples of a: file ')
  await opened.close()
})
