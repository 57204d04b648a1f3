import { spawn } from 'node:child_process'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterEach, expect, test } from 'vitest'

const main = fileURLToPath(new URL('./main.ts', import.meta.url))
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
  cwd?: string
  stdin?: string
  /** Ends standard input once this is seen on standard output. */
  until?: string
  /** Ends the server once this is seen on standard error. */
  untilError?: string
}

/** Runs the server from its sources, with nothing of this process' environment but the path. */
function run(args: readonly string[], { env = {}, cwd, stdin, until, untilError }: RunOptions = {}): Promise<Run> {
  const node = ['--conditions=@ocp-perf/source', '--import', import.meta.resolve('tsx'), main, ...args]
  const child = spawn(process.execPath, node, {
    env: { PATH: process.env.PATH ?? '', ...env },
    ...(cwd ? { cwd } : {}),
  })
  return new Promise((resolve) => {
    const seen = { stdout: '', stderr: '' }
    for (const name of ['stdout', 'stderr'] as const) {
      child[name].on('data', (chunk) => {
        seen[name] += String(chunk)
        if (until !== undefined && seen.stdout.includes(until)) child.stdin.end()
        if (untilError !== undefined && seen.stderr.includes(untilError)) child.kill()
      })
    }
    child.once('close', (code) => resolve({ code, ...seen }))
    child.stdin.write(stdin ?? '')
    if (until === undefined) child.stdin.end()
  })
}

const limit = 60_000
const initialize = `${JSON.stringify({
  jsonrpc: '2.0',
  id: 1,
  method: 'initialize',
  params: { protocolVersion: '2025-11-25', capabilities: {}, clientInfo: { name: 'test', version: '1' } },
})}\n`

test(
  'the help and the version are printed, and nothing is started',
  async () => {
    const [help, version] = await Promise.all([run(['--help']), run(['--version'])])
    expect(help).toMatchObject({ code: 0, stdout: expect.stringContaining('--prometheus-url URL') })
    expect(version).toMatchObject({ code: 0, stdout: expect.stringMatching(/^\d+\.\d+\.\d+\n$/) })
  },
  limit,
)

test(
  'a wrong flag, a wrong file and a wrong address end the start with a sentence and a next step',
  async () => {
    const folder = await mkdtemp(join(tmpdir(), 'etcd-analyzer-'))
    folders.push(folder)
    const secret = 'canary-4b1d-secret'
    await writeFile(join(folder, 'clusters.yaml'), `clusters:\n  - name: a\n    prometheus: { tokn: ${secret} }\n`)
    const env = { PROMETHEUS_URL: 'http://127.0.0.1:1' }
    const runs = await Promise.all([
      run(['--stdoi'], { env }),
      run([], { env: { ...env, OCP_PERF_CLUSTERS: join(folder, 'clusters.yaml') } }),
      run(['--prometheus-url', 'nonsense'], { env }),
      run(['--host', '0.0.0.0', '--port', '0'], { env }),
      run(['--cluster', 'nowhere'], { env }),
      run(['--stdio', '--from', join(folder, 'gone.om.gz')], { env }),
      run(['--from', folder, '--prometheus-url', 'http://127.0.0.1:1'], { env }),
    ])
    const said = ["'--stdoi'", 'tokn', '--prometheus-url', 'token', 'nowhere', 'gone.om.gz', '--prometheus-url']
    for (const [index, { code, stdout, stderr }] of runs.entries()) {
      expect(stderr).toContain(said[index])
      expect(code).toBe(1)
      expect(stdout).toBe('')
      expect(stderr).not.toContain(secret)
      expect(stderr).not.toContain('    at ')
    }
  },
  limit,
)

test(
  'standard output carries the protocol alone, and the first answer needs none of the heavy clients',
  async () => {
    const { code, stdout, stderr } = await run(['--stdio'], {
      env: { PROMETHEUS_URL: 'http://127.0.0.1:1', NODE_DEBUG: 'esm,module', LOG_LEVEL: 'warn' },
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
  '.env is that of the folder in which the package manager was called',
  async () => {
    const folder = await mkdtemp(join(tmpdir(), 'etcd-analyzer-'))
    folders.push(folder)
    await writeFile(join(folder, '.env'), 'PROMETHEUS_URL=https://127.0.0.1:1\nPROMETHEUS_INSECURE=true\n')
    const { stderr } = await run(['--stdio'], { env: { INIT_CWD: folder }, stdin: initialize, until: '"serverInfo"' })
    expect(stderr).toContain('Certificates are not checked')
  },
  limit,
)

test(
  'unchecked certificates are warned of at the start, and .env is read',
  async () => {
    const folder = await mkdtemp(join(tmpdir(), 'etcd-analyzer-'))
    folders.push(folder)
    await writeFile(join(folder, '.env'), 'PROMETHEUS_URL=https://127.0.0.1:1\nPROMETHEUS_INSECURE=true\n')
    const { stderr } = await run(['--stdio'], { cwd: folder, stdin: initialize, until: '"serverInfo"' })
    expect(stderr).toContain('Certificates are not checked: prometheus.insecure is set for cluster default')
  },
  limit,
)
