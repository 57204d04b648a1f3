import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { repositoryRoot } from './paths.ts'
import { debianPackages, requireFile } from './programs.ts'

test('CI installs the Debian package of every program that the lab may run', () => {
  const script = readFileSync(join(repositoryRoot, '.ci/install-debian'), 'utf8')
  const installed = /packages=\(([^)]*)\)/.exec(script)?.[1]?.split(/\s+/) ?? []
  expect(installed).toEqual(expect.arrayContaining([...debianPackages]))
})

test('a path that is no program is an error that names it', () => {
  for (const path of ['/no/such/etcd', '/usr/bin', '/dev/null']) {
    expect(() => requireFile(path), path).toThrow(expect.objectContaining({ code: 'not_found' }))
  }
  expect(requireFile(process.execPath)).toBe(process.execPath)
})
