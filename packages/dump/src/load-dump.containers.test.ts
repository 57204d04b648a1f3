import { gzipSync } from 'node:zlib'
import { packTar, type TarEntry } from 'modern-tar'
import { describe, expect, test } from 'vitest'
import { loadDump } from './load-dump.ts'
import { dumpFolder } from './testing/dump-folder.ts'

const folder = dumpFolder()
const text = 'up 1 1\nup 2 2\n# EOF\n'

function entry(name: string, body: string | Uint8Array): TarEntry {
  return { header: { name, size: Buffer.byteLength(body), type: 'file' }, body }
}

/** An archive of a must-gather, its dump between other files. */
function gathered(dump: string | Uint8Array = text): Promise<Uint8Array> {
  return packTar([
    { header: { name: 'must-gather/', size: 0, type: 'directory' } },
    entry('must-gather/version', 'openshift/must-gather\n'),
    entry('must-gather/image-sha256/monitoring/metrics.stderr', ''),
    entry('must-gather/image-sha256/monitoring/metrics.openmetrics', dump),
    entry('must-gather/image-sha256/other.log', 'x'.repeat(5_000)),
  ])
}

describe('the container is known by its content, not its name', () => {
  test.each([
    ['plain text', () => text],
    ['gzip', () => gzipSync(text)],
    ['gzip of several members', () => Buffer.concat([gzipSync('up 1 1\n'), gzipSync('up 2 2\n# EOF\n')])],
    ['gzip of gzip', () => gzipSync(gzipSync(text))],
    ['gzip with zeros after its end', () => Buffer.concat([gzipSync(text), Buffer.alloc(2_000)])],
    ['tar', () => packTar([entry('any-name', text)])],
    ['tar of gzip', () => packTar([entry('dump.om.gz', gzipSync(text))])],
    ['tar.gz', async () => gzipSync(await packTar([entry('./dump.om', text)]))],
    ['tar of a must-gather', () => gathered()],
  ])('%s', async (_, make) => {
    const { report } = await loadDump(folder.write('anything.txt', await make()))
    expect(report).toMatchObject({ samples: 2, skipped: 0, truncated: false })
  })
})

test('the path tells the file inside the archive, and may ask for one', async () => {
  const archive = folder.write('two.tar.gz', gzipSync(await packTar([entry('a.om', text), entry('b.om', 'up 1 1\n')])))
  await expect(loadDump(archive)).rejects.toMatchObject({
    code: 'conflict',
    message: expect.stringContaining('a.om, b.om'),
  })
  const dump = await loadDump(`${archive}:b.om`)
  expect(dump).toMatchObject({ path: `${archive}:b.om`, report: { samples: 1 } })
  await expect(loadDump(`${archive}:c.om`)).rejects.toMatchObject({ code: 'not_found' })
  const plain = folder.write('plain.om', text)
  await expect(loadDump(`${plain}:a.om`)).rejects.toMatchObject({ message: expect.stringContaining('no archive') })
})

test('an archive that ends in the middle of the dump gives what is there, to the last whole line', async () => {
  const lines = Array.from({ length: 100_000 }, (_, index) => `up ${index} ${1_795_000_000 + index}\n`)
  const archive = Buffer.from(await gathered(lines.join('')))
  const { report } = await loadDump(folder.write('cut.tar', archive.subarray(0, 1_500_000)))
  expect(report).toMatchObject({ truncated: true, skipped: 0 })
  const lineLength = 'up 50000 1795000000\n'.length
  expect(report.samples).toBeGreaterThan((1_500_000 - 5_000) / lineLength)
})

test('an archive in gzip that ends early gives what is there', async () => {
  const lines = Array.from(
    { length: 20_000 },
    (_, index) => `up ${(index * 48_271) % 65_537} ${1_795_000_000 + index}\n`,
  )
  const archive = gzipSync(await gathered(lines.join('')))
  const { report } = await loadDump(folder.write('cut.tgz', archive.subarray(0, archive.length / 2)))
  expect(report.truncated).toBe(true)
  expect(report.samples).toBeGreaterThan(5_000)
})

test('an archive that ends after its dump is whole as far as the dump goes', async () => {
  const archive = Buffer.from(await gathered())
  const { report } = await loadDump(folder.write('tail.tar', archive.subarray(0, archive.length - 3_000)))
  expect(report).toMatchObject({ samples: 2, truncated: false })
})

test('names that lead out of an archive do no harm, since nothing is unpacked', async () => {
  const archive = await packTar([entry('../../../../tmp/ocp-perf-escape.om', text)])
  const dump = await loadDump(folder.write('escape.tar', archive))
  expect(dump.path).toMatch(/:(\.\.\/)+tmp\/ocp-perf-escape\.om$/)
  await expect(loadDump('/tmp/ocp-perf-escape.om')).rejects.toMatchObject({ code: 'not_found' })
})

test('links in an archive are not followed', async () => {
  const archive = await packTar([
    { header: { name: 'a/monitoring/metrics.openmetrics', size: 0, type: 'symlink', linkname: '/etc/passwd' } },
    entry('notes.txt', 'x'),
    entry('more.txt', 'y'),
  ])
  await expect(loadDump(folder.write('links.tar', archive))).rejects.toMatchObject({ code: 'not_found' })
})

test('an archive inside an archive says what to do', async () => {
  const outer = await packTar([entry('inner.tar', await gathered())])
  await expect(loadDump(folder.write('outer.tar', outer))).rejects.toMatchObject({
    code: 'invalid_input',
    message: expect.stringContaining('archive inside an archive'),
    hint: expect.stringContaining('tar xf'),
  })
})

describe('what cannot be read is named, with what to do', () => {
  test.each([
    ['zip', Buffer.from('PK\u0003\u0004xxxxxxxx'), /zip/],
    ['zstd', Buffer.of(0x28, 0xb5, 0x2f, 0xfd, 1, 2, 3), /zstd/],
    ['xz', Buffer.of(0xfd, 0x37, 0x7a, 0x58, 0x5a, 0), /xz/],
    ['bzip2', Buffer.from('BZh91AY'), /bzip2/],
    ['a Prometheus index', Buffer.of(0xba, 0xaa, 0xd7, 0x00, 2), /index of a Prometheus block/],
    ['UTF-16', Buffer.from('\uFEFFup 1 1\n', 'utf16le'), /UTF-16/],
    ['gzip of zip', gzipSync(Buffer.from('PK\u0003\u0004xxxxxxxx')), /zip/],
    ['gzip five times over', [1, 2, 3, 4].reduce((inner) => gzipSync(inner), gzipSync(text)), /times over/],
  ])('%s', async (_, content, message) => {
    await expect(loadDump(folder.write('odd', content))).rejects.toMatchObject({
      code: 'invalid_input',
      message: expect.stringMatching(message),
      hint: expect.any(String),
    })
  })
})

test('a file that is not there', async () => {
  await expect(loadDump(`${folder.path}/missing.om`)).rejects.toMatchObject({ code: 'not_found' })
  const file = folder.write('is-a-file', text)
  await expect(loadDump(`${file}/below.om`)).rejects.toMatchObject({ code: 'not_found' })
})

test('what an archive calls its files cannot put lines of its own into an error', async () => {
  const name = (letter: string) => `${letter}\n\u001b[31mAll is well.${'x'.repeat(80)}.om`
  const archive = await packTar([
    { header: { name: name('a'), size: 2 }, body: 'x\n' },
    { header: { name: name('b'), size: 2 }, body: 'x\n' },
  ])
  const path = folder.write('names.tar', archive)
  const error = await loadDump(path).catch((thrown: unknown) => thrown)
  expect(error).toMatchObject({ code: 'conflict', message: expect.stringContaining('a  [31mAll is well.') })
  expect(error).toMatchObject({ message: expect.not.stringMatching(/\p{Cc}/u) })
  await expect(loadDump(`${path}:${name('a')}`)).rejects.toMatchObject({
    code: 'invalid_input',
    message: expect.not.stringMatching(/names\.tar:.*\p{Cc}/u),
  })
})
