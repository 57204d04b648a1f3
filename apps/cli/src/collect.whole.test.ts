import { once } from 'node:events'
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { loadScenarios } from '@ocp-perf/cluster-sim'
import { createLogger } from '@ocp-perf/http'
import { openHistory, type StoredRun } from '@ocp-perf/storage'
import { afterAll, beforeAll, describe, expect, onTestFinished, test, vi } from 'vitest'
import { z } from 'zod'
import { type DemoCluster, startDemoCluster } from './demo/demo-cluster.ts'
import { findDomainServers } from './servers/find-servers.ts'
import { type StartedServer, startServer } from './servers/start-server.ts'
import { runProgram, startProgram } from './testing/run-program.ts'

// Servers are started and stopped, a minute passes, and DuckDB is loaded by one process after the other.
vi.setConfig({ testTimeout: 400_000, hookTimeout: 200_000 })

const signal = new AbortController().signal
const log = createLogger({ name: 'collect-test', level: 'silent' })

const spanSchema = z.object({ start: z.number(), end: z.number() })
const roundSchema = z.object({
  kind: z.enum(['round', 'backfill']),
  left: z.number(),
  domains: z.array(
    z.object({
      domain: z.string(),
      state: z.enum(['recorded', 'current', 'failed']),
      window: spanSchema.nullable(),
      samples: z.number(),
      error: z.object({ code: z.string(), message: z.string() }).nullable(),
    }),
  ),
})
type Span = z.infer<typeof spanSchema>

let folder: string
let cluster: DemoCluster
const started = new Map<string, StartedServer>()

/** Starts a server over the simulated cluster, where it was before if it was. */
async function serve(name: string): Promise<void> {
  const server = findDomainServers().find((each) => each.name === name)
  if (server === undefined) throw new Error(`there is no ${name}`)
  const port = new URL(started.get(name)?.url ?? 'http://127.0.0.1:0').port || '0'
  const args = ['--no-check', '--no-history', '--port', port]
  started.set(name, await startServer(server, { args, env: cluster.env, signal, onLog: () => {} }))
}

/** The runs of a domain by their windows, oldest first. */
async function runsOf(db: string, domain: string): Promise<StoredRun[]> {
  const history = openHistory({ path: db, metrics: [] })
  const runs = await history.runs({ tool: `collect_${domain}`, cluster: 'demo' })
  await history.close()
  return [...runs].sort((a, b) => (a.window?.start ?? 0) - (b.window?.start ?? 0))
}

/** The stretches that windows make up where each begins as the one before ends. */
function joined(windows: readonly (Span | null)[]): Span[] {
  const spans: Span[] = []
  for (const window of windows) {
    if (window === null) throw new Error('each has a window')
    const last = spans.at(-1)
    if (last?.end === window.start) last.end = window.end
    else spans.push({ start: window.start, end: window.end })
  }
  return spans
}

const argsOf = (db: string, names: readonly string[]) => [
  'collect',
  ...['--every', '1m', '--db', db, '--json'],
  ...['--server', names.map((name) => `${name}=${started.get(name)?.url}/mcp`).join(',')],
]

async function collectOnce(db: string, names: readonly string[], ...more: string[]) {
  const { code, stdout, stderr } = await runProgram([...argsOf(db, names), '--once', ...more])
  const rounds = stdout.split('\n').flatMap((line) => (line === '' ? [] : [roundSchema.parse(JSON.parse(line))]))
  return { code, stderr, rounds }
}

/** Collects until every domain is recorded: a busy machine may keep one waiting, and the next time asks for it again. */
async function collectAll(db: string, names: readonly string[], ...more: string[]) {
  for (let tries = 1; ; tries++) {
    const collected = await collectOnce(db, names, ...more)
    if (collected.code === 0 || tries === 5) return collected
  }
}

/** Waits until something more is due than what is recorded until then. */
async function untilDueAfter(ended: number): Promise<void> {
  const due = () => expect(Date.now() / 1000).toBeGreaterThan(ended + 60 + 16)
  await vi.waitFor(due, { timeout: 90_000, interval: 500 })
}

// What servers run is the build.
const built = findDomainServers().every(({ file }) => existsSync(file))

describe.runIf(built)('over the servers and a simulated cluster', () => {
  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'collect-test-'))
    const config = fileURLToPath(new URL('../../../config', import.meta.url))
    const scenario = loadScenarios(config).get('slow-disk-one-member')
    cluster = await startDemoCluster({ scenario, nodes: 3, seed: 'demo', folder, log, signal })
    // One after the other, since each is to be up within its time on a busy machine.
    for (const { name } of findDomainServers()) await serve(name)
  })
  afterAll(async () => {
    await Promise.all([...started.values()].map(({ stop }) => stop()))
    await cluster.close()
    rmSync(folder, { recursive: true, force: true })
  })

  test('a round records each domain, the next one goes on where it ended, and the history answers with it', async () => {
    const db = join(folder, 'rounds.duckdb')
    const names = [...started.keys()]
    const first = await collectAll(db, names, '--backfill', '10m')
    expect(first, first.stderr).toMatchObject({ code: 0 })
    const ends = new Map<string, number>()
    for (const name of names) {
      const [whole, ...others] = joined((await runsOf(db, name)).map(({ window }) => window))
      expect(others).toEqual([])
      // Ten minutes back in whole minutes, less what has not settled yet.
      expect((whole?.end ?? 0) - (whole?.start ?? 0)).toBeGreaterThanOrEqual(480)
      expect((whole?.end ?? 0) % 60).toBe(0)
      ends.set(name, whole?.end ?? 0)
    }
    await untilDueAfter(Math.max(...ends.values()))
    const second = await collectAll(db, names, '--backfill', '10m')
    expect(second, second.stderr).toMatchObject({ code: 0 })
    for (const name of names) {
      const windows = (await runsOf(db, name)).map(({ window }) => window)
      expect(joined(windows)).toHaveLength(1)
      expect(windows.map((window) => window?.start)).toContain(ends.get(name))
    }
    const { stdout } = await runProgram(['report', '--from', 'history', '--db', db, '--domain', 'etcd', '--json'])
    expect(JSON.parse(stdout)).toMatchObject({
      cluster: 'demo',
      causes: [{ id: 'slow-disk', members: cluster.members }],
    })
  })

  test('a domain whose server is down is said, the others are recorded, and its gap is filled once it is back', async () => {
    const db = join(folder, 'gone.duckdb')
    const names = ['etcd', 'network']
    expect(await collectAll(db, names, '--backfill', '3m')).toMatchObject({ code: 0 })
    const ended = (await runsOf(db, 'network')).at(-1)?.window?.end ?? 0
    await started.get('network')?.stop()
    await untilDueAfter(ended)
    const without = await collectOnce(db, names, '--backfill', '10m', '--domains', 'etcd,network')
    expect(without.code).toBe(1)
    expect(without.rounds[0]?.domains).toEqual(
      expect.arrayContaining([
        expect.objectContaining({ domain: 'etcd', state: 'recorded' }),
        expect.objectContaining({
          domain: 'network',
          state: 'failed',
          error: expect.objectContaining({ code: 'unreachable' }),
        }),
      ]),
    )
    expect(without.stderr).toContain('ocp-perf serve network')
    await serve('network')
    const back = await collectAll(db, names, '--backfill', '10m')
    expect(back, back.stderr).toMatchObject({ code: 0 })
    const windows = (await runsOf(db, 'network')).map(({ window }) => window)
    const [whole, ...others] = joined(windows)
    expect(others).toEqual([])
    expect(whole?.end).toBeGreaterThan(ended)
  })

  test('the sample of the README does what it says', async () => {
    const readme = readFileSync(new URL('../README.md', import.meta.url), 'utf8')
    const [, sample = ''] = /<!-- sample:collect -->\n```bash\nocp-perf (.*)\n```/.exec(readme) ?? []
    const here = sample
      .replace('http://127.0.0.1:8001', started.get('etcd')?.url ?? '')
      .replace('history.duckdb', join(folder, 'sample.duckdb'))
    const { code, stdout } = await runProgram(here.split(' '))
    expect(code).toBe(0)
    expect(roundSchema.parse(JSON.parse(stdout)).domains).toMatchObject([{ domain: 'etcd', state: 'recorded' }])
  })

  test('a second collector is refused, one that is killed leaves a history that can be read, and Ctrl-C ends one at once', async () => {
    const db = join(folder, 'killed.duckdb')
    const args = [...argsOf(db, ['etcd']), '--backfill', '12h', '--metrics-port', '0']
    const child = startProgram(args)
    onTestFinished(() => void child.kill('SIGKILL'))
    if (child.stdout === null || child.stderr === null) throw new Error('its output is piped')
    let said = ''
    child.stderr.on('data', (chunk) => {
      said += String(chunk)
    })
    let rounds = 0
    createInterface({ input: child.stdout }).on('line', (line) => {
      // A round that could not ask, as on a busy machine, records nothing.
      if (roundSchema.parse(JSON.parse(line)).domains.every(({ state }) => state === 'recorded')) rounds++
    })
    await vi.waitFor(() => expect(rounds, said).toBeGreaterThan(2), { timeout: 200_000, interval: 100 })
    const second = await runProgram([...argsOf(db, ['etcd']), '--once'])
    expect(second.code).toBe(1)
    expect(second.stdout).toContain(`is collected into by process ${child.pid} on`)
    expect(readFileSync(join(folder, 'killed.collect.lock'), 'utf8')).toContain(String(child.pid))
    const url = /at (http\S+)\/metrics/.exec(said)?.[1] ?? ''
    const metrics = await (await fetch(`${url}/metrics`)).text()
    expect(metrics).toMatch(/ocp_perf_collect_samples_total\{domain="etcd"\} [1-9]/)
    expect(metrics).toMatch(/ocp_perf_collect_lag_seconds\{domain="etcd",cluster="demo"\} \d/)
    expect(metrics).toMatch(/ocp_perf_collect_windows_left \d/)
    expect(await (await fetch(`${url}/health`)).json()).toMatchObject({ live: true, ready: true })
    const killed = once(child, 'exit')
    child.kill('SIGKILL')
    await killed
    const runs = await runsOf(db, 'etcd')
    expect(runs.length).toBeGreaterThanOrEqual(rounds)
    for (const { window } of runs) expect(window).not.toBeNull()

    const again = startProgram(args)
    onTestFinished(() => void again.kill('SIGKILL'))
    if (again.stdout === null) throw new Error('its output is piped')
    const [line] = await once(createInterface({ input: again.stdout }), 'line')
    const [etcd] = roundSchema.parse(JSON.parse(String(line))).domains
    expect(etcd?.state).not.toBe('failed')
    const stopped = performance.now()
    const ended = once(again, 'exit')
    again.kill('SIGINT')
    expect(await ended).toEqual([0, null])
    expect((performance.now() - stopped) / 1000).toBeLessThan(10)
    expect(existsSync(join(folder, 'killed.collect.lock'))).toBe(false)
  })
})

test.runIf(built)('servers of its own are started over a dump, recorded from, and ended', async () => {
  const own = mkdtempSync(join(tmpdir(), 'collect-test-'))
  const dump = fileURLToPath(
    new URL('../../../tools/lab/fixtures/recordings/slow-fsync-leader-30ms.om.gz', import.meta.url),
  )
  const db = join(own, 'history.duckdb')
  const args = ['collect', '--once', '--domains', 'etcd', '--from', dump, '--db', db, '--json']
  const first = await runProgram(args)
  expect({ code: first.code, stderr: first.stderr }).toMatchObject({ code: 0 })
  const rounds = first.stdout.split('\n').flatMap((line) => (line === '' ? [] : [roundSchema.parse(JSON.parse(line))]))
  expect(rounds[0]?.domains).toMatchObject([{ domain: 'etcd', state: 'recorded' }])
  const second = await runProgram(args)
  expect(second.code).toBe(0)
  expect(roundSchema.parse(JSON.parse(second.stdout)).domains).toMatchObject([{ domain: 'etcd', state: 'current' }])
  rmSync(own, { recursive: true, force: true })
})
