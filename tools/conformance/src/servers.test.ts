import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { findServers, leftOut, servers } from './servers.ts'

/** A folder of apps: each with its package.json, and built where it says so. */
async function appsFolder(apps: Readonly<Record<string, { manifest?: unknown; built?: boolean }>>): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'apps-'))
  onTestFinished(() => rm(folder, { recursive: true }))
  for (const [name, { manifest, built = false }] of Object.entries(apps)) {
    await mkdir(join(folder, name, 'dist'), { recursive: true })
    if (manifest !== undefined) await writeFile(join(folder, name, 'package.json'), JSON.stringify(manifest))
    if (built) await writeFile(join(folder, name, 'dist/main.js'), '')
  }
  return folder
}

test('every app with a bin is a server, by the name of its bin', async () => {
  const folder = await appsFolder({
    'b-analyzer': { manifest: { bin: { 'b-analyzer': './dist/main.js' } }, built: true },
    'a-analyzer': { manifest: { bin: { 'a-server': './dist/main.js' } } },
    library: { manifest: { name: 'library' } },
    leftovers: {},
  })
  expect(findServers(folder)).toEqual([
    { name: 'a-server', main: join(folder, 'a-analyzer/dist/main.js') },
    { name: 'b-analyzer', main: join(folder, 'b-analyzer/dist/main.js') },
  ])
})

test('the servers of this repository are found, and neither what launches them nor what asks them', () => {
  expect(servers.map(({ name }) => name)).toEqual(['etcd-analyzer', 'network-analyzer', 'ovnk-analyzer', 'timeseries'])
})

test('a server that is not built is left out by name, and fails where nothing may be', async () => {
  const manifest = { bin: { one: './dist/main.js' } }
  const [missing] = findServers(await appsFolder({ one: { manifest } }))
  const [built] = findServers(await appsFolder({ one: { manifest, built: true } }))
  if (missing === undefined || built === undefined) throw new Error('Both are servers.')
  expect(leftOut(missing, {})).toBe('one is not built; run: pnpm build')
  expect(leftOut(built, {})).toBeUndefined()
  expect(leftOut(missing, { CI: 'true' })).toBeUndefined()
  expect(leftOut(missing, { OCP_PERF_REQUIRE_REAL: '1' })).toBeUndefined()
})
