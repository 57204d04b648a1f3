import type { ChildProcess } from 'node:child_process'
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { basename, dirname, join, relative } from 'node:path'
import { afterAll, describe, expect, test } from 'vitest'
import { findServers } from './servers/find-servers.ts'
import { runHere, runProgram, startProgram, writeDump } from './testing/run-program.ts'

const dump = writeDump()
afterAll(() => rmSync(dirname(dump), { recursive: true }))

const limit = 60_000
const fsync = 'etcd_wal_fsync_p99'

describe.concurrent('ocp-perf as a process', () => {
  test('says what it can do, and what its exit codes mean, without colours in a pipe', { timeout: limit }, async () => {
    const { code, stdout } = await runProgram(['--help'])
    expect(code).toBe(0)
    for (const command of ['query', 'report', 'serve', 'doctor', 'claude-config', 'complete'])
      expect(stdout).toContain(command)
    expect(stdout).toContain('EXIT CODES')
    expect(stdout).not.toContain('\u001b')
  })

  test('answers the Prometheus API over a dump until it is stopped', { timeout: limit }, async () => {
    const child = startProgram(['serve', 'prometheus', '--from', dump, '--port', '0', '--json'])
    const ended = new Promise((resolve) => child.once('close', resolve))
    const url = JSON.parse(await firstLine(child)).prometheus
    const reply = await fetch(`${url}/api/v1/query`, {
      method: 'POST',
      body: new URLSearchParams({ query: 'count(up)' }),
    })
    expect(await reply.json()).toMatchObject({ status: 'success', data: { result: [{ value: [1_700_000_300, '2'] }] } })
    const foreign = await fetch(`${url}/api/v1/query?query=up`, { headers: { origin: 'http://evil.example' } })
    expect(foreign.status).toBe(403)
    child.kill('SIGINT')
    expect(await ended).toBe(0)
  })

  // The servers are started from their builds.
  test.runIf(findServers().every(({ file }) => existsSync(file)))(
    'serves with settings of .env, which the servers read too, and with hardly any log wanted',
    { timeout: limit },
    async () => {
      const folder = mkdtempSync(join(tmpdir(), 'cli-'))
      writeFileSync(join(folder, '.env'), `OCP_PERF_FROM=${relative(folder, dump)}\nLOG_LEVEL=error\n`)
      const child = startProgram(['serve', 'etcd', '--port', '0', '--json'], { INIT_CWD: folder })
      const ended = new Promise((resolve) => child.once('close', resolve))
      const [{ url }] = JSON.parse(await firstLine(child)).servers
      expect(await (await fetch(`${url}/health`)).json()).toMatchObject({
        ready: true,
        dependencies: [{ name: 'two-members' }],
      })
      child.kill('SIGINT')
      expect(await ended).toBe(0)
      rmSync(folder, { recursive: true })
    },
  )
})

function firstLine({ stdout }: ChildProcess): Promise<string> {
  return new Promise((resolve) => {
    let seen = ''
    stdout?.on('data', (chunk) => {
      seen += String(chunk)
      if (seen.includes('\n')) resolve(seen)
    })
    stdout?.once('end', () => resolve(seen))
  })
}

// What a process adds is shown above; loading one anew for each of these would only take time.
describe('ocp-perf', () => {
  test.each([
    [['qery'], 'Did you mean query?'],
    [['query', 'rate(', '--from', dump], 'line 1, column 6'],
    [['serve', 'prometheus'], 'Add --from FILE'],
  ])('%j ends with 2 and the next step', async (args, said) => {
    const { code, stdout, stderr } = await runHere(args)
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' })
    expect(stderr).toContain(said)
  })

  test('takes the port of the first server from the environment too', async () => {
    const { code, stderr } = await runHere(['serve', 'prometheus', '--from', dump], { OCP_PERF_PORT: '70000' })
    expect(code).toBe(2)
    expect(stderr).toContain('--port wants a whole number from 0 to 65535')
  })

  test('judges a catalog metric over a dump, and fails a script that asks for it', async () => {
    const { code, stdout } = await runHere(['query', fsync, '--from', dump, '--fail-on', 'critical'])
    expect(code).toBe(3)
    expect(stdout).toMatch(/^critical: WAL fsync p99: m2 critical/)
    expect(stdout).toMatch(/\nm2\s+critical/)
    expect(stdout).toContain('the end of its data')
  })

  test('gives the panel and every point as JSON', async () => {
    const { code, stdout } = await runHere(['query', fsync, '--from', dump, '--json'])
    const answer = JSON.parse(stdout)
    expect(code).toBe(0)
    expect(answer.panel.verdict).toBe('critical')
    expect(
      answer.series.find(({ labels }: { labels: { member: string } }) => labels.member === 'm2').points.length,
    ).toBeGreaterThan(10)
  })

  test('evaluates PromQL over a dump at one moment', async () => {
    const { stdout } = await runHere(['query', 'sum(up)', '--instant', '--from', dump, '--format', 'csv'])
    expect(stdout).toBe('time,value\n2023-11-14T22:18:20.000Z,2\n')
  })

  test('reads the .env of the folder that it was called in, where a flag does not say otherwise', async () => {
    const folder = dirname(dump)
    writeFileSync(join(folder, '.env'), `OCP_PERF_FROM=${basename(dump)}\n`)
    const ask = (...flags: string[]) => runHere(['query', 'up', '--instant', ...flags], { INIT_CWD: folder })
    try {
      expect((await ask()).code).toBe(0)
      expect((await runHere(['doctor'], { INIT_CWD: folder })).code).toBe(0)
      expect((await ask('--prometheus-url', 'http://127.0.0.1:1')).stderr).toContain('http://127.0.0.1:1')
    } finally {
      rmSync(join(folder, '.env'))
    }
  })

  test('answers PromQL over a dump of what no platform profile knows', { timeout: limit }, async () => {
    const foreign = join(dirname(dump), 'foreign.om')
    writeFileSync(foreign, 'pump_pressure{plant="a"} 3 1700000000\npump_pressure{plant="a"} 4 1700000015\n# EOF\n')
    const { code, stdout } = await runHere([
      'query',
      'pump_pressure',
      '--instant',
      '--from',
      foreign,
      '--format',
      'csv',
    ])
    expect({ code, stdout }).toEqual({
      code: 0,
      stdout: 'time,__name__,plant,value\n2023-11-14T22:13:35.000Z,pump_pressure,a,4\n',
    })
  })

  test('tells an empty answer by its exit code', async () => {
    const { code, stdout } = await runHere(['query', 'up > 5', '--from', dump])
    expect(code).toBe(4)
    expect(stdout).toContain('No series')
  })

  test('reports a failure as JSON where JSON was asked for', async () => {
    const { code, stdout } = await runHere(['query', 'up', '--prometheus-url', 'http://127.0.0.1:1', '--json'], {
      PROMETHEUS_URL: 'http://127.0.0.1:1',
    })
    expect(code).toBe(1)
    expect(JSON.parse(stdout)).toMatchObject({ error: { code: 'unreachable' } })
  })

  test('finds nothing wrong with a dump that can be read, and says what is wrong with junk', async () => {
    const good = await runHere(['doctor', '--from', dump])
    expect(good.code).toBe(0)
    expect(good.stdout).toContain('Everything works.')
    const bad = await runHere(['doctor', '--from', '/bin/ls', '--json'])
    expect(bad.code).toBe(1)
    expect(JSON.parse(bad.stdout).clusters[0].steps.at(-1)).toMatchObject({ outcome: 'failed' })
  })

  test('completes metrics, flags and their values', async () => {
    const complete = async (...words: string[]) => (await runHere(['complete', '--', ...words])).stdout
    expect(await complete('query', 'etcd_wal_fsync_p9')).toContain(fsync)
    expect(await complete('query', 'up', '--fr')).toContain('--from')
    expect(await complete('query', 'up', '--format', '')).toContain('sparkline')
  })
})
