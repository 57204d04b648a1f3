import { chmod, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { connect, diagnose } from './on-demand.ts'
import { clusterConfig, openTestLab } from './testing/test-lab.ts'

test('a dump is a connection without an endpoint, and nobody is asked', async () => {
  await using lab = await openTestLab()
  const file = join(lab.folder, 'prod.om.gz')
  await writeFile(file, 'not read')
  const connection = await connect(clusterConfig({ file }), { env: {} })
  expect(connection).toEqual({ name: 'test', via: 'file', file, foundBy: 'file prod.om.gz', warnings: [] })
  expect(lab.cluster.requests).toEqual([])
})

test('what a diagnosis says of a dump is what lies at its path', async () => {
  await using lab = await openTestLab()
  const file = join(lab.folder, 'prod.om')
  await writeFile(file, 'x'.repeat(1234))
  expect(await diagnose(clusterConfig({ file }), { env: {} })).toEqual([
    { step: 'dump', outcome: 'ok', detail: `${file} is a file of 1,234 bytes.` },
  ])
  const [folder] = await diagnose(clusterConfig({ file: lab.folder }), { env: {} })
  expect(folder?.detail).toBe(`${lab.folder} is a folder.`)
  const [inner] = await diagnose(clusterConfig({ file: `${file}:monitoring/metrics.om` }), { env: {} })
  expect(inner?.detail).toBe(`${file}:monitoring/metrics.om is inside the archive ${file}.`)
  const [missing] = await diagnose(clusterConfig({ file: `${file}.gone` }), { env: {} })
  expect(missing).toMatchObject({ step: 'dump', outcome: 'failed', hint: expect.stringContaining('clusters.yaml') })
})

test('a dump that is not there, and what is no file, are refused', async () => {
  await using lab = await openTestLab()
  const file = join(lab.folder, 'prod.om')
  const find = (path: string) => connect(clusterConfig({ file: path }), { env: {} })
  await expect(find(file)).rejects.toMatchObject({ code: 'not_found', message: `There is no dump at ${file}.` })
  await expect(find('/dev/null')).rejects.toMatchObject({ code: 'invalid_input' })
  await writeFile(file, '')
  await expect(find(join(file, 'below'))).rejects.toMatchObject({ code: 'not_found' })
})

// The superuser may read whatever there is.
test.skipIf(process.getuid?.() === 0)('a dump that this user may not read is refused', async () => {
  await using lab = await openTestLab()
  const file = join(lab.folder, 'prod.om')
  await writeFile(file, '')
  await chmod(file, 0)
  await expect(connect(clusterConfig({ file }), { env: {} })).rejects.toMatchObject({
    code: 'invalid_input',
    message: expect.stringContaining('EACCES'),
  })
})
