import { expect, test } from 'vitest'
import { describeFlags, flagTable, readSettings } from './command-line.ts'

test('flags win over the environment, and nothing at all is fine', () => {
  const env = { OCP_PERF_PORT: '9000', OCP_PERF_ALLOWED_HOSTS: 'a.example,b.example', LOG_LEVEL: 'warn' }
  expect(readSettings(['--port', '0', '--stdio'], env)).toMatchObject({
    port: 0,
    stdio: true,
    'allowed-host': ['a.example', 'b.example'],
    'log-level': 'warn',
  })
  expect(readSettings([], {})).toMatchObject({ stdio: false, 'log-level': 'info' })
})

test('which cluster is meant is left to whoever opens it, as one flag outranks the variable of another', () => {
  const env = { OCP_PERF_FROM: 'a.om', OCP_PERF_CLUSTER: 'east', OCP_PERF_CONFIG: '/etc/perf' }
  const settings = readSettings(['--prometheus-url', 'http://x'], env)
  expect([settings.from, settings.cluster, settings.config]).toEqual([undefined, undefined, undefined])
  expect(readSettings(['--from', 'b.om'], env).from).toBe('b.om')
})

test('what the history keeps is said in days, and 0 is for ever', () => {
  expect(readSettings([], {})).toMatchObject({ 'keep-samples': 30, 'keep-runs': 180 })
  const settings = readSettings(['--keep-runs', '0'], { OCP_PERF_KEEP_SAMPLES: '7', OCP_PERF_KEEP_RUNS: '9' })
  expect([settings['keep-samples'], settings['keep-runs']]).toEqual([7, undefined])
})

test('the two dashes that pnpm hands on are no argument', () => {
  expect(readSettings(['--', '--stdio'], {}).stdio).toBe(true)
})

test.each([
  [['--stdoi'], "'--stdoi'"],
  [['stdio'], "'stdio'"],
  [['--port', 'many'], '--port: must be a number'],
  [['--port', '70000'], '--port: must be a number'],
  [['--port'], '--port'],
  [['--keep-runs', '-1'], '--keep-runs'],
  [['--keep-samples', 'all'], '--keep-samples: must be a number of days'],
  [['--sessions', '0'], '--sessions: must be a number from 1'],
  [['--prometheus-url', 'ftp://x'], '--prometheus-url: must be an http'],
  [['--log-level', 'loud'], '--log-level'],
])('%j is refused and named', (args, named) => {
  expect(() => readSettings(args, {})).toThrow(
    expect.objectContaining({
      code: 'invalid_input',
      message: expect.stringContaining(named),
      hint: expect.any(String),
    }),
  )
})

test('the help names every flag and its variable', () => {
  const help = describeFlags('etcd-analyzer', 'etcd', 8001)
  for (const { name, env = '' } of flagTable) {
    expect(help).toContain(`--${name}`)
    expect(help).toContain(env)
  }
  expect(help).toContain('8001')
})
