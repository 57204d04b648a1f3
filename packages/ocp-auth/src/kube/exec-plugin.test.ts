import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { openTestLab } from '../testing/test-lab.ts'
import { createExecPlugin } from './exec-plugin.ts'

const cluster = { server: 'https://api.test:6443' }

async function plugin(
  folder: string,
  script: string,
  more: { now?: () => number; provideClusterInfo?: boolean; timeoutMs?: number } = {},
) {
  await writeFile(join(folder, 'plugin.mjs'), script)
  const { now, provideClusterInfo = false, timeoutMs } = more
  return createExecPlugin({
    plugin: {
      apiVersion: 'client.authentication.k8s.io/v1',
      command: process.execPath,
      args: [join(folder, 'plugin.mjs')],
      env: [{ name: 'GREETING', value: 'hello' }],
      provideClusterInfo,
    },
    cluster,
    env: {},
    now,
    timeoutMs,
  })
}

const printing = (status: string) => `
import { readFileSync, writeFileSync } from 'node:fs'
const file = import.meta.filename + '.runs'
let runs = 0
try { runs = Number(readFileSync(file, 'utf8')) } catch {}
writeFileSync(file, String(runs + 1))
console.log(JSON.stringify({ kind: 'ExecCredential', apiVersion: 'client.authentication.k8s.io/v1', status: ${status} }))`

test('its token is kept until half a minute before it ends', async () => {
  await using lab = await openTestLab()
  let now = Date.parse('2026-01-01T00:00:00Z')
  const script = printing(`{ token: 't' + runs, expirationTimestamp: '2026-01-01T01:00:00Z' }`)
  const { credentials } = await plugin(lab.folder, script, { now: () => now })
  expect(await credentials()).toMatchObject({ authorization: 'Bearer t0' })
  expect(await credentials()).toMatchObject({ authorization: 'Bearer t0' })
  now += 3_580_000
  expect(await credentials()).toMatchObject({ authorization: 'Bearer t1' })
})

test('a token without an end is kept until the server refuses it, and many callers start one plugin', async () => {
  await using lab = await openTestLab()
  const { credentials, drop } = await plugin(lab.folder, printing(`{ token: 't' + runs }`))
  const answers = await Promise.all([credentials(), credentials(), credentials()])
  expect(answers.map(({ authorization }) => authorization)).toEqual(['Bearer t0', 'Bearer t0', 'Bearer t0'])
  drop()
  expect(await credentials()).toMatchObject({ authorization: 'Bearer t1' })
})

test('it may answer with a client certificate', async () => {
  await using lab = await openTestLab()
  const { credentials } = await plugin(lab.folder, printing(`{ clientCertificateData: 'C', clientKeyData: 'K' }`))
  expect(await credentials()).toEqual({ authorization: undefined, cert: 'C', key: 'K' })
})

test('it is told its own environment and, where it wants, the cluster', async () => {
  await using lab = await openTestLab()
  const script = `
const { spec, apiVersion } = JSON.parse(process.env.KUBERNETES_EXEC_INFO)
const token = [process.env.GREETING, apiVersion.split('/')[1], spec.interactive, spec.cluster?.server].join('|')
console.log(JSON.stringify({ kind: 'ExecCredential', status: { token } }))`
  const { credentials } = await plugin(lab.folder, script, { provideClusterInfo: true })
  expect(await credentials()).toMatchObject({ authorization: 'Bearer hello|v1|false|https://api.test:6443' })
})

test.each([
  ['fails', `console.error('token hunter2 refused'); process.exit(3)`, 'failed (exit 3)'],
  ['prints no JSON', `console.log('hunter2')`, 'did not print an ExecCredential'],
  ['prints no credential', `console.log('{"kind":"ExecCredential","status":{}}')`, 'did not print an ExecCredential'],
])('a plugin that %s is unauthorized, and what it printed is not repeated', async (_, script, words) => {
  await using lab = await openTestLab()
  const { credentials } = await plugin(lab.folder, script)
  const error: unknown = await credentials().catch((thrown: unknown) => thrown)
  expect(error).toMatchObject({ code: 'unauthorized', message: expect.stringContaining(words) })
  expect(String(error) + String(error instanceof Error && error.cause)).not.toContain('hunter2')
})

test('a plugin that is not installed says how to install it', async () => {
  const { credentials } = createExecPlugin({
    plugin: { apiVersion: 'v1', command: '/nowhere/no-such-plugin', installHint: 'Get it from your administrator.' },
    cluster,
    env: {},
  })
  await expect(credentials()).rejects.toMatchObject({
    code: 'unauthorized',
    message: expect.stringContaining('is not installed'),
    hint: 'Get it from your administrator.',
  })
})

test('a plugin that hangs is ended at the time limit, also where it ignores being asked to', async () => {
  await using lab = await openTestLab()
  const script = `process.on('SIGTERM', () => {}); setInterval(() => {}, 1000)`
  const { credentials } = await plugin(lab.folder, script, { timeoutMs: 400 })
  await expect(credentials()).rejects.toMatchObject({
    code: 'timeout',
    message: expect.stringContaining('longer than 0.4 s'),
  })
})
