import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, onTestFinished, test } from 'vitest'
import { failureOf } from '../testing/influx-server.ts'
import { influxEnvironment, loadInfluxSources } from './load-influx-sources.ts'

function folderWith(files: Record<string, string>): string {
  const folder = mkdtempSync(join(tmpdir(), 'influx-settings-'))
  onTestFinished(() => rmSync(folder, { recursive: true }))
  for (const [name, text] of Object.entries(files)) writeFileSync(join(folder, name), text)
  return folder
}

test('several servers by name, with variables and files beside the settings', async () => {
  const configDir = folderWith({
    'influxdb.yaml': `
current: old
sources:
  - {name: new, url: "https://new.example.com", token: "\${INFLUX}", org: o, bucket: b}
  - {name: old, url: "http://old.example.com:8086", username: u, password_file: pw, database: telegraf, retention_policy: week}
`,
    pw: 'from a file\n',
  })
  const { sources, current, from } = await loadInfluxSources({ configDir, env: { INFLUX: 'from a variable' } })
  expect(current).toBe('old')
  expect(from).toBe(join(configDir, 'influxdb.yaml'))
  expect(sources).toMatchObject([
    { name: 'new', token: 'from a variable', org: 'o', bucket: 'b' },
    { name: 'old', username: 'u', password: 'from a file', bucket: 'telegraf', retentionPolicy: 'week' },
  ])
})

test('a flat file is one server called default', async () => {
  const configDir = folderWith({ 'influxdb.yaml': 'url: "http://localhost:8086"\ntoken: t\norg: o\nbucket: b\n' })
  const { sources, current } = await loadInfluxSources({ configDir, env: {} })
  expect(current).toBe('default')
  expect(sources).toMatchObject([{ name: 'default', url: 'http://localhost:8086', token: 't', org: 'o', bucket: 'b' }])
})

test('without a file the environment describes one server, or none', async () => {
  const configDir = folderWith({})
  const env = {
    INFLUX_HOST: 'http://h:8086',
    INFLUX_TOKEN: 't',
    INFLUXDB_ORG: 'o',
    INFLUX_BUCKET: 'b',
    INFLUXDB_INSECURE: 'true',
  }
  expect(await loadInfluxSources({ configDir, env })).toMatchObject({
    sources: [{ name: 'default', url: 'http://h:8086', token: 't', org: 'o', bucket: 'b', tls: { insecure: true } }],
    current: 'default',
    from: 'the environment',
  })
  expect(await loadInfluxSources({ configDir, env: { INFLUX_TOKEN: 't' } })).toMatchObject({
    sources: [],
    current: undefined,
  })
})

test('of several servers without current none is meant', async () => {
  const configDir = folderWith({ 'influxdb.yaml': 'sources: [{name: a, url: "http://a"}, {name: b, url: "http://b"}]' })
  expect((await loadInfluxSources({ configDir, env: {} })).current).toBeUndefined()
})

test.each([
  ['url: "http://h"\ntokn: s3cret', /influxdb.yaml:2: tokn: no such setting/],
  ['url: "http://u:s3cret@h"', /influxdb.yaml:1: url: must not hold a user name/],
  ['url: "http://h"\ntoken: s3cret\nusername: u\npassword: p', /give one of token/],
  [
    'sources:\n  - {name: a, url: "http://a"}\n  - {name: a, url: "http://b"}',
    /influxdb.yaml:3: sources\[1\].name: is the name of an earlier/,
  ],
  ['current: c\nsources: [{name: a, url: "http://a"}]', /current: names no entry; there is a/],
  [`url: "http://h"\ntoken: \${NOT_SET}`, /influxdb.yaml:2: token: the environment variable NOT_SET is not set/],
  ['url: "http://h"\ntoken_file: missing', /token_file: .*missing cannot be read/],
  ['- s3cret', /influxdb.yaml:1/],
])('a wrong file is told with its line and never with a value: %j', async (text, message) => {
  const failed = await failureOf(loadInfluxSources({ configDir: folderWith({ 'influxdb.yaml': text }), env: {} }))
  expect(failed).toMatchObject({ code: 'invalid_input', message: expect.stringMatching(message) })
  expect(failed.message).not.toContain('s3cret')
})

test('a wrong variable is told by its name', async () => {
  const env = { INFLUX_URL: 'ftp://s3cret' }
  const failed = await failureOf(loadInfluxSources({ configDir: folderWith({}), env }))
  expect(failed).toMatchObject({
    code: 'invalid_input',
    message: expect.stringMatching(/^INFLUX_URL: must be an http/),
  })
})

test('the example is read, every entry of it, and the README names each environment variable', async () => {
  const root = fileURLToPath(new URL('../../../../', import.meta.url))
  const example = join(root, 'config/influxdb.example.yaml')
  const configDir = folderWith({ 'edge-ca.pem': '-----BEGIN CERTIFICATE-----\n', token: 't' })
  const text = readFileSync(example, 'utf8')
    .replace('~/secrets/influxdb3-token', 'token')
    .replace('/run/secrets/influxdb-password', 'token')
  writeFileSync(join(configDir, 'influxdb.yaml'), text)
  const { sources, current } = await loadInfluxSources({ configDir, env: { INFLUX_TOKEN: 'x' } })
  expect(current).toBe('metrics')
  expect(sources.map(({ name, bucket }) => [name, bucket])).toEqual([
    ['metrics', 'metrics'],
    ['telegraf', 'telegraf'],
    ['edge', 'edge'],
  ])
  const readme = readFileSync(join(root, 'packages/influx/README.md'), 'utf8')
  expect(
    Object.entries(influxEnvironment).filter(([name, setting]) => !readme.includes(`| \`${name}\` | \`${setting}\` |`)),
  ).toEqual([])
})
