import { execFile, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { freePorts } from '@ocp-perf/lab/testing'
import { expect, onTestFinished, test } from 'vitest'
import { sampleOf } from './readme.ts'
import { root } from './workspace.ts'

const readme = readFileSync(join(root, 'packages/promql-engine/README.md'), 'utf8')

/** Runs a text as a module of a package's own: what it imports must be that package's to import. */
function runtime(code: string): string[] {
  return ['--conditions=@ocp-perf/source', '--import', 'tsx', '--input-type=module', '--eval', code]
}

test('the first sample of the PromQL engine prints what it says', { timeout: 60_000 }, async () => {
  const sample = sampleOf(readme, 'query')
  const said = /\/\/ (.*)\n/.exec(sample)?.[1]
  const cwd = join(root, 'packages/promql-engine')
  const { stdout } = await promisify(execFile)(process.execPath, runtime(sample), { cwd })
  expect(stdout).toBe(`${said}\n`)
})

test("the server of the PromQL engine's README answers over a dump, and ends when told", {
  timeout: 60_000,
}, async () => {
  const folder = mkdtempSync(join(tmpdir(), 'ocp-perf-sample-'))
  onTestFinished(() => rmSync(folder, { recursive: true }))
  const dump = join(folder, 'metrics.openmetrics')
  writeFileSync(dump, 'up{job="etcd"} 1 1700000000\nup{job="etcd"} 1 1700000015\n# EOF\n')
  const [port] = await freePorts(1)
  const sample = sampleOf(readme, 'serve')
  const code = sample.replace("'metrics.openmetrics'", JSON.stringify(dump)).replace('port: 9090', `port: ${port}`)
  const server = spawn(process.execPath, runtime(code), {
    cwd: join(root, 'packages/analyzer'),
    stdio: ['ignore', 'ignore', 'pipe'],
  })
  onTestFinished(() => void server.kill('SIGKILL'))
  let log = ''
  server.stderr.on('data', (chunk: Buffer) => {
    log += String(chunk)
  })
  await expect.poll(() => log, { timeout: 45_000 }).toContain('Listening')
  const reply = await fetch(`http://127.0.0.1:${port}/api/v1/query`, {
    method: 'POST',
    body: new URLSearchParams({ query: 'count_over_time(up[1m])' }),
  })
  expect(await reply.json()).toMatchObject({
    status: 'success',
    data: { result: [{ metric: { job: 'etcd' }, value: [1_700_000_015, '2'] }] },
  })
  const ended = once(server, 'exit')
  server.kill('SIGTERM')
  expect(await ended).toEqual([0, null])
})
