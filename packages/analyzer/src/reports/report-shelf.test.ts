import { mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { temporaryFolder } from '../testing/temporary-folder.ts'
import { createReportShelf } from './report-shelf.ts'

const report = (text: string) => ({ format: 'markdown', text }) as const

test('the newest reports can be read, and the oldest make room', () => {
  const shelf = createReportShelf(undefined)
  for (let number = 0; number < 25; number++) shelf.keep(`r${number}`, report(`text ${number}`))
  expect(shelf.find('r24')).toEqual(report('text 24'))
  expect(shelf.find('r4')).toBeUndefined()
  expect(shelf.ids()).toHaveLength(20)
  expect(shelf.ids()[0]).toBe('r24')
})

test('large reports make room sooner, but the newest always stays', () => {
  const shelf = createReportShelf(undefined)
  const large = report('x'.repeat(20 * 1024 * 1024))
  shelf.keep('first', large)
  shelf.keep('second', large)
  expect(shelf.ids()).toEqual(['second'])
  shelf.keep('third', report('x'.repeat(40 * 1024 * 1024)))
  expect(shelf.ids()).toEqual(['third'])
})

describe('a file', () => {
  test('goes into the configured folder, which is made for it', async () => {
    const folder = join(temporaryFolder(), 'reports', 'etcd')
    const path = await createReportShelf(folder).write('etcd 2026-01-31.html', '<p>')
    expect(readFileSync(path, 'utf8')).toBe('<p>')
    expect(readdirSync(folder)).toEqual(['etcd 2026-01-31.html'])
  })

  test('is refused where no folder is configured, with what to do', async () => {
    const shelf = createReportShelf(undefined)
    expect(() => shelf.refuseName('x.html')).toThrow(
      expect.objectContaining({ code: 'forbidden', hint: expect.stringContaining('--reports') }),
    )
    await expect(shelf.write('x.html', '')).rejects.toMatchObject({ code: 'forbidden' })
  })

  test.each([
    '../x.html',
    'a/x.html',
    '/etc/x.html',
    '..',
    '.hidden.html',
    'x.html\0.md',
    'a\\x.html',
    'x.sh',
    'x',
    '-x.html',
    `${'x'.repeat(200)}.html`,
  ])('%j is no name for one', async (name) => {
    const folder = temporaryFolder()
    const shelf = createReportShelf(folder)
    expect(() => shelf.refuseName(name)).toThrow(expect.objectContaining({ code: 'invalid_input' }))
    await expect(shelf.write(name, '')).rejects.toMatchObject({ code: 'invalid_input' })
    expect(readdirSync(folder)).toEqual([])
  })

  test('that is there already is never overwritten, nor is what a link of its name points at', async () => {
    const outside = temporaryFolder()
    const folder = join(outside, 'reports')
    mkdirSync(folder)
    writeFileSync(join(outside, 'secret.md'), 'secret')
    writeFileSync(join(folder, 'old.md'), 'old')
    symlinkSync(join(outside, 'secret.md'), join(folder, 'link.md'))
    symlinkSync(join(outside, 'new.md'), join(folder, 'dangling.md'))
    const shelf = createReportShelf(folder)
    for (const name of ['old.md', 'link.md', 'dangling.md']) {
      await expect(shelf.write(name, 'new')).rejects.toMatchObject({ code: 'conflict' })
    }
    expect(readFileSync(join(outside, 'secret.md'), 'utf8')).toBe('secret')
    expect(readdirSync(outside).sort()).toEqual(['reports', 'secret.md'])
  })

  test('that cannot be written is an error with a next step', async () => {
    const blocked = join(temporaryFolder(), 'file')
    writeFileSync(blocked, '')
    await expect(createReportShelf(join(blocked, 'reports')).write('x.md', '')).rejects.toMatchObject({
      code: 'forbidden',
      hint: expect.stringContaining('--reports'),
    })
  })
})
