import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { runAnalyzer } from '@ocp-perf/analyzer'
import { afterEach, expect, test, vi } from 'vitest'
import { etcdAnalyzer } from './etcd-analyzer.ts'

const file = (path: string) => fileURLToPath(new URL(path, import.meta.url))

/** The program from its sources, or from the build where that was just made. */
const program = process.env.OCP_PERF_TEST_BUILT
  ? [file('../dist/main.js')]
  : ['--conditions=@ocp-perf/source', '--import', import.meta.resolve('tsx'), file('./main.ts')]
const folders: string[] = []
afterEach(async () => {
  for (const folder of folders.splice(0)) await rm(folder, { recursive: true })
})

interface Run {
  code: number | null
  stdout: string
  stderr: string
}

interface RunOptions {
  env?: Record<string, string>
  stdin?: string
  /** Ends standard input once this is seen on standard output. */
  until?: string
  /** Ends the server once this is seen on standard error. */
  untilError?: string
}

/** Runs the server as a process, with nothing of this process' environment but the path. */
function run(args: readonly string[], { env = {}, stdin, until, untilError }: RunOptions = {}): Promise<Run> {
  const child = spawn(process.execPath, [...program, ...args], { env: { PATH: process.env.PATH ?? '', ...env } })
  return new Promise((resolve) => {
    const seen = { stdout: '', stderr: '' }
    for (const name of ['stdout', 'stderr'] as const) {
      child[name].on('data', (chunk) => {
        seen[name] += String(chunk)
        if (until !== undefined && seen.stdout.includes(until)) child.stdin.end()
        if (untilError !== undefined && seen.stderr.includes(untilError) && !child.killed) child.kill()
      })
    }
    child.once('close', (code) => resolve({ code, ...seen }))
    child.stdin.write(stdin ?? '')
    if (until === undefined) child.stdin.end()
  })
}

/** Runs a command line in this process, as `main.ts` would, with nothing of its environment: a start that fails, or prints. */
async function runHere(args: readonly string[], env: Record<string, string> = {}): Promise<Run> {
  const seen = { stdout: '', stderr: '' }
  const { env: around, exitCode } = process
  const spies = (['stdout', 'stderr'] as const).map((name) =>
    vi.spyOn(process[name], 'write').mockImplementation((text) => {
      seen[name] += String(text)
      return true
    }),
  )
  process.env = { INIT_CWD: fileURLToPath(new URL('.', import.meta.url)), ...env }
  process.exitCode = 0
  try {
    await runAnalyzer(etcdAnalyzer, args)
    return { code: Number(process.exitCode), ...seen }
  } finally {
    process.env = around
    process.exitCode = exitCode
    for (const spy of spies) spy.mockRestore()
  }
}

const limit = 60_000
const initialize = `${JSON.stringify({
  jsonrpc: '2.0',
  id: 1,
  method: 'initialize',
  params: { protocolVersion: '2025-11-25', capabilities: {}, clientInfo: { name: 'test', version: '1' } },
})}\n`

test(
  'a process that is called wrongly ends with 1 after a sentence',
  async () => {
    const { code, stdout, stderr } = await run(['--stdoi'])
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' })
    expect(stderr).toContain("'--stdoi'")
    expect(stderr).not.toContain('    at ')
  },
  limit,
)

// What a process adds is shown above; one for each of these would only take time.
test('the help and the version are printed, and nothing is started', async () => {
  const help = await runHere(['--help'])
  expect(help).toMatchObject({ code: 0, stdout: expect.stringContaining('--prometheus-url URL') })
  expect(await runHere(['--version'])).toMatchObject({ code: 0, stdout: expect.stringMatching(/^\d+\.\d+\.\d+\n$/) })
})

test('a wrong flag, a wrong file and a wrong address end the start with a sentence and a next step', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'etcd-analyzer-'))
  folders.push(folder)
  const secret = 'canary-4b1d-secret'
  const clusters = join(folder, 'clusters.yaml')
  await writeFile(clusters, `clusters:\n  - name: a\n    prometheus: { tokn: ${secret} }\n`)
  const usual = { PROMETHEUS_URL: 'http://127.0.0.1:1', LOG_LEVEL: 'error' }
  for (const [said, args, env] of [
    ['tokn', [], { OCP_PERF_CLUSTERS: clusters }],
    ['--prometheus-url', ['--prometheus-url', 'nonsense'], {}],
    ['token', ['--host', '0.0.0.0', '--port', '0', '--no-history'], {}],
    ['--oidc-audience', ['--port', '0', '--no-history'], { OCP_PERF_OIDC_ISSUER: 'https://issuer.example' }],
    ['nowhere', ['--cluster', 'nowhere'], {}],
    ['gone.om.gz', ['--stdio', '--from', join(folder, 'gone.om.gz')], {}],
    ['--prometheus-url', ['--from', folder, '--prometheus-url', 'http://127.0.0.1:1'], {}],
  ] as const) {
    const { code, stdout, stderr } = await runHere(args, { ...usual, ...env })
    expect(stderr).toContain(said)
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' })
    expect(stderr).not.toContain(secret)
    expect(stderr).not.toContain('    at ')
  }
})

test(
  'standard output carries the protocol alone, the first answer needs none of the heavy clients, and .env is read',
  async () => {
    const folder = await mkdtemp(join(tmpdir(), 'etcd-analyzer-'))
    folders.push(folder)
    await writeFile(join(folder, '.env'), 'PROMETHEUS_URL=https://127.0.0.1:1\nPROMETHEUS_INSECURE=true\n')
    const { code, stdout, stderr } = await run(['--stdio'], {
      env: { INIT_CWD: folder, NODE_DEBUG: 'esm,module', LOG_LEVEL: 'warn' },
      stdin: initialize,
      until: '"serverInfo"',
    })
    expect(code).toBe(0)
    expect(stdout.trim().split('\n')).toHaveLength(1)
    expect(JSON.parse(stdout)).toMatchObject({ id: 1, result: { serverInfo: { name: 'etcd-analyzer' } } })
    expect(stderr).toContain('/node_modules/zod/')
    for (const heavy of [
      '@kubernetes/client-node',
      'undici',
      'hono',
      'jose',
      'prom-client',
      '@hono/node-server',
      're2js',
      '@lezer/lr',
      '@duckdb/node-api',
      '@duckdb/node-bindings',
      'echarts',
    ]) {
      expect(stderr, heavy).not.toContain(`/node_modules/${heavy}/`)
    }
    expect(stderr).toContain('/packages/analyzer/')
    for (const own of ['dump', 'promql-engine', 'elt']) expect(stderr, own).not.toContain(`/packages/${own}/`)
    expect(stderr).toContain('Certificates are not checked: prometheus.insecure is set for cluster default')
  },
  limit,
)

test(
  'what the first caller would find out is said at the start',
  async () => {
    const { stderr } = await run(['--port', '0', '--prometheus-url', 'http://127.0.0.1:1'], {
      untilError: '"not-ready"',
    })
    expect(stderr).toContain('"code":"unreachable"')
    expect(stderr).toMatch(/"hint":"[^"]+"/)
  },
  limit,
)

test(
  'and nobody is asked anything where that is not wanted',
  async () => {
    const asked = vi.fn()
    const prometheus = createServer((_, response) => {
      asked()
      response.end()
    })
    await new Promise<void>((resolve) => prometheus.listen(0, '127.0.0.1', resolve))
    const address = prometheus.address()
    const url = `http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}`
    const env = { PATH: process.env.PATH ?? '', PROMETHEUS_URL: url }
    const child = spawn(process.execPath, [...program, '--port', '0', '--no-history', '--no-check'], { env })
    const closed = once(child, 'close')
    // Read on to the end: a server whose standard error is closed dies of its next line.
    await new Promise<void>((resolve) => {
      child.stderr.on('data', (chunk) => String(chunk).includes('"listening"') && resolve())
    })
    // Without the flag it asks as soon as it listens.
    await sleep(500)
    child.kill()
    await closed
    prometheus.close()
    expect(asked).not.toHaveBeenCalled()
  },
  limit,
)

test(
  'a server that is stopped while its cluster does not answer yet ends without a word of it',
  async () => {
    // Whoever asks it waits, and is stopped then; once, for a second signal is one of impatience.
    const silent = createServer(() => child.killed || child.kill())
    await new Promise<void>((resolve) => silent.listen(0, '127.0.0.1', resolve))
    const address = silent.address()
    const url = `http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}`
    const env = { PATH: process.env.PATH ?? '', PROMETHEUS_URL: url }
    const child = spawn(process.execPath, [...program, '--port', '0', '--no-history'], { env })
    let stderr = ''
    child.stderr.on('data', (chunk) => {
      stderr += String(chunk)
    })
    const [code] = await once(child, 'close')
    silent.closeAllConnections()
    silent.close()
    expect(stderr).toContain('"Stopping"')
    expect(stderr).not.toContain('AbortError')
    expect(code).toBe(0)
  },
  limit,
)
