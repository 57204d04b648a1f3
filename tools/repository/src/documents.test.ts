import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { parse } from 'yaml'
import { dependencyNames, root, workspaceFolders } from './workspace.ts'

const folders = workspaceFolders()

test('docs/dependencies.md gives a reason for each third-party dependency and for nothing else', () => {
  const document = readFileSync(join(root, 'docs/dependencies.md'), 'utf8')
  const listed = [...document.matchAll(/^\| `([^`]+)` \|/gm)].map(([, name]) => name)
  const used = [...folders.flatMap(({ dependencies }) => dependencies), ...dependencyNames(join(root, 'package.json'))]
  const external = new Set(used.filter((name) => !name.startsWith('@ocp-perf/')))
  expect([...listed].sort()).toEqual([...external].sort())
})

test('every version in the catalog is used by some package', () => {
  const { catalog } = parse(readFileSync(join(root, 'pnpm-workspace.yaml'), 'utf8'))
  const used = new Set([
    ...folders.flatMap(({ dependencies }) => dependencies),
    ...dependencyNames(join(root, 'package.json')),
  ])
  expect(Object.keys(catalog).filter((name) => !used.has(name))).toEqual([])
})

test.each(folders)('$kind/$name explains itself in a README', ({ path }) => {
  expect(existsSync(join(path, 'README.md'))).toBe(true)
})
