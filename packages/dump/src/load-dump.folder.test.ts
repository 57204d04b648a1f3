import { execFileSync } from 'node:child_process'
import { mkdirSync, symlinkSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { packTar } from 'modern-tar'
import { describe, expect, test } from 'vitest'
import { readFile } from './container/read-file.ts'
import { loadDump } from './load-dump.ts'
import { type DumpFolder, dumpFolder } from './testing/dump-folder.ts'

const root = dumpFolder()
let count = 0

/** A new folder inside this file's own. */
function newFolder(files: Readonly<Record<string, string | Uint8Array>> = {}): DumpFolder {
  const name = `folder-${count++}`
  mkdirSync(join(root.path, name))
  for (const [path, content] of Object.entries(files)) root.write(`${name}/${path}`, content)
  return { path: join(root.path, name), write: (path, content) => root.write(`${name}/${path}`, content) }
}

const sample = (value: number) => `up ${value} 1\n`

describe('the dump in a folder is found', () => {
  test.each<[string, Record<string, string | Uint8Array>, string]>([
    [
      'where must-gather puts it',
      { 'quay-io-sha256/monitoring/metrics.openmetrics': sample(1), 'a.log': 'x' },
      'metrics.openmetrics',
    ],
    ['six folders down', { 'a/b/c/d/monitoring/metrics.openmetrics': sample(1) }, 'metrics.openmetrics'],
    [
      'the largest of several must-gathers',
      {
        'one/monitoring/metrics.openmetrics': sample(1),
        'two/monitoring/metrics.openmetrics': sample(1) + sample(2),
        'big.om': sample(1).repeat(100),
      },
      'two/monitoring/metrics.openmetrics',
    ],
    ['by its name', { 'x/healthy.om.gz': gzipSync(sample(1)), 'healthy.json': '{}' }, 'healthy.om.gz'],
    ['by its name, beside an archive', { 'dump.prom': sample(1), 'all.tar.gz': 'junk' }, 'dump.prom'],
  ])('%s', async (_, files, expected) => {
    const { path } = await loadDump(newFolder(files).path)
    expect(path.endsWith(expected)).toBe(true)
  })

  test('in its only archive', async () => {
    const archive = await packTar([
      { header: { name: 'x/monitoring/metrics.openmetrics', size: sample(1).length }, body: sample(1) },
    ])
    const { path } = await loadDump(newFolder({ 'must-gather.tar.gz': gzipSync(archive) }).path)
    expect(path).toMatch(/must-gather\.tar\.gz:x\/monitoring\/metrics\.openmetrics$/)
  })
})

test('several that could be meant are listed', async () => {
  const folder = newFolder({ 'a.om': sample(1), 'sub/b.om.gz': gzipSync(sample(1)) })
  await expect(loadDump(folder.path)).rejects.toMatchObject({
    code: 'conflict',
    message: expect.stringContaining('a.om, sub/b.om.gz'),
  })
})

test('a folder without a dump says how to make one', async () => {
  const folder = newFolder({ 'notes.txt': 'x', 'deep/1/2/3/4/5/6/late.om': sample(1) })
  await expect(loadDump(folder.path)).rejects.toMatchObject({
    code: 'not_found',
    hint: expect.stringMatching(/must-gather -- gather_metrics.*promtool tsdb dump-openmetrics/),
  })
  await expect(loadDump(newFolder().path)).rejects.toMatchObject({ code: 'not_found' })
})

test('an empty dump of a must-gather points to what it printed', async () => {
  const folder = newFolder({ 'x/monitoring/metrics.openmetrics': '', 'x/monitoring/metrics.stderr': 'error' })
  await expect(loadDump(folder.path)).rejects.toMatchObject({
    code: 'not_found',
    hint: expect.stringContaining('metrics.stderr'),
  })
})

test.each<[string, Record<string, string>]>([
  ['a data folder', { 'wal/00000001': 'x', 'chunks_head/000001': 'x' }],
  ['one block', { 'meta.json': '{}', index: 'x', 'chunks/000001': 'x' }],
  [
    'a snapshot',
    {
      '01M7Z08P0MXEQ0HEV84A0GZEQG/meta.json': '{}',
      '01M7Z08P0MXEQ0HEV84A0GZEQG/index': 'x',
      '01M7Z08P0MXEQ0HEV84A0GZEQG/chunks/000001': 'x',
    },
  ],
])('%s of Prometheus says how to dump it', async (_, files) => {
  await expect(loadDump(newFolder(files).path)).rejects.toMatchObject({
    code: 'invalid_input',
    hint: expect.stringContaining('promtool tsdb dump-openmetrics'),
  })
})

test('links are followed to files inside the folder only, and never to folders', async () => {
  const outside = newFolder({ 'secret.om': sample(1) })
  const folder = newFolder({ 'kept/real.txt': sample(1) })
  symlinkSync(join(outside.path, 'secret.om'), join(folder.path, 'stolen.om'))
  symlinkSync(outside.path, join(folder.path, 'elsewhere'))
  symlinkSync(folder.path, join(folder.path, 'loop'))
  symlinkSync('/nowhere', join(folder.path, 'broken.om'))
  await expect(loadDump(folder.path)).rejects.toMatchObject({ code: 'not_found' })
  symlinkSync('kept/real.txt', join(folder.path, 'inside.om'))
  const { path } = await loadDump(folder.path)
  expect(path.endsWith('inside.om')).toBe(true)
})

test.skipIf(process.platform === 'win32')('a pipe or a device is refused and not waited for', async () => {
  const pipe = join(newFolder().path, 'metrics.openmetrics')
  execFileSync(join('/usr', 'bin', 'mkfifo'), [pipe])
  for (const path of [pipe, '/dev/zero']) {
    await expect(loadDump(path)).rejects.toMatchObject({
      code: 'invalid_input',
      message: expect.stringContaining('neither a file nor a folder'),
    })
  }
  // Nor is one that took the place of a file since.
  await expect(readFile(pipe).next()).rejects.toMatchObject({ code: 'invalid_input' })
  await expect(loadDump(dirname(pipe))).rejects.toMatchObject({ code: 'not_found' })
})
