import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { connectServers, loadVocabulary, type ServerEntry } from '@ocp-perf/agents'
import { expect, onTestFinished, test, vi } from 'vitest'
import { readAgentConfig } from './agent-config.ts'
import { readSettings } from './command-line.ts'
import { runAgent } from './run-agent.ts'
import { scripted } from './testing/scripted.ts'
import { temporaryFolder } from './testing/start-agent.ts'

const shipped = fileURLToPath(new URL('../../../config/', import.meta.url))
const parts = {
  connect: (servers: readonly ServerEntry[]) => connectServers({ servers }),
  answerer: () => scripted(async () => ({ reason: 'answered', verdict: null })),
}

/** Runs a command line in this process: a start that fails, or prints. */
async function run(...args: string[]) {
  const seen = { stdout: '', stderr: '' }
  for (const name of ['stdout', 'stderr'] as const) {
    const spy = vi.spyOn(process[name], 'write').mockImplementation((text) => {
      seen[name] += String(text)
      return true
    })
    onTestFinished(() => spy.mockRestore())
  }
  vi.stubEnv('INIT_CWD', temporaryFolder())
  const { exitCode } = process
  process.exitCode = 0
  try {
    await runAgent(parts, args)
    return { code: Number(process.exitCode), ...seen }
  } finally {
    process.exitCode = exitCode
    vi.unstubAllEnvs()
  }
}

test('the help names every flag, and the version is printed', async () => {
  const { code, stdout } = await run('--help')
  expect(code).toBe(0)
  expect(stdout).toContain('--server NAME=URL')
  expect((await run('--version')).stdout).toMatch(/^\d+\.\d+\.\d+\n$/)
})

test.each([
  [['--prot', '80'], 'prot'],
  [['--port', '99999'], '--port'],
  [['--server', 'etcd'], 'NAME=URL'],
  [['--config', '/nowhere'], '/nowhere'],
  [['--host', '0.0.0.0', '--port', '0'], 'without asking callers for a token'],
  [['--token-file', '/nowhere/token', '--port', '0'], '/nowhere/token'],
  [['--oidc-issuer', 'https://issuer.example', '--port', '0'], '--oidc-audience'],
  [['--oidc-issuer', 'http://issuer.example', '--oidc-audience', 'perf', '--port', '0'], 'https'],
])('%j is refused in one sentence', async (args, named) => {
  const { code, stderr } = await run(...args)
  expect(code).toBe(1)
  expect(stderr).toMatch(/^agent: /)
  expect(stderr).toContain(named)
})

test('flags outrank the environment, and relative folders are those of the folder the command was given in', () => {
  const env = { INIT_CWD: '/somewhere', OCP_PERF_AGENT_PORT: '1', OCP_PERF_SERVERS: 'a=http://x/mcp,b=http://y/mcp' }
  const settings = readSettings(['--port', '2'], env)
  expect(settings).toMatchObject({ port: 2, data: '/somewhere/data/agent' })
  expect(settings.server).toEqual([
    { name: 'a', url: 'http://x/mcp' },
    { name: 'b', url: 'http://y/mcp' },
  ])
})

test('a key in the environment brings a model, by the settings of flags and environment', () => {
  const env = {
    OPENAI_API_KEY: 'sk-1',
    BASE_URL: 'http://old/v1',
    OPENAI_BASE_URL: 'http://x/v1',
    MODEL: 'm',
    MODEL_TIMEOUT: '9',
  }
  expect(readSettings(['--temperature', '0.2', '--model-retries', '0'], env).chat).toEqual({
    apiKey: 'sk-1',
    baseUrl: 'http://x/v1',
    name: 'm',
    temperature: 0.2,
    timeoutMs: 9000,
    maxRetries: 0,
  })
  expect(readSettings([], { OPENAI_API_KEY: 'sk-1', BASE_URL: 'http://old/v1' }).chat?.baseUrl).toBe('http://old/v1')
  expect(readSettings([], { OPENAI_API_KEY: ' ', MODEL: 'm' }).chat).toBeUndefined()
})

test.each([
  [['--temperature', '3'], '--temperature'],
  [['--model-timeout', 'soon'], '--model-timeout'],
  [['--model-url', 'localhost:11434'], '--model-url'],
])('%j is refused, and the key is not repeated', (args, named) => {
  const read = () => readSettings(args, { OPENAI_API_KEY: 'sk-canary' })
  expect(read).toThrow(named)
  expect(read).not.toThrow('sk-canary')
})

test('the shipped configuration can be read, and each server has a question but the one that takes a model to write expressions', async () => {
  const { servers } = await readAgentConfig(shipped)
  const asked = new Set(loadVocabulary(shipped).domains.map(({ id }) => id))
  expect(servers.map(({ name }) => name).filter((name) => !asked.has(name))).toEqual(['timeseries'])
})

test('a token is read from the file that the configuration names, and what it does not know is refused', async () => {
  const folder = temporaryFolder()
  const write = (text: string) => writeFileSync(join(folder, 'agent.yml'), text)
  writeFileSync(join(folder, 'etcd.token'), 's3cret\n')
  write('servers: [{ name: etcd, url: "http://127.0.0.1:1/mcp", token_file: etcd.token }]')
  expect((await readAgentConfig(folder)).servers).toEqual([
    { name: 'etcd', url: 'http://127.0.0.1:1/mcp', token: 's3cret' },
  ])
  write('servers: [{ name: etcd, url: "http://127.0.0.1:1/mcp", tokne: x }]')
  await expect(readAgentConfig(folder)).rejects.toMatchObject({ code: 'invalid_input' })
})
