import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { workspaceFolders } from './workspace.ts'

const { layers }: { layers: string[] } = JSON.parse(readFileSync(new URL('../layers.json', import.meta.url), 'utf8'))
const folders = workspaceFolders()
const inner = (dependencies: readonly string[]) =>
  dependencies.filter((name) => name.startsWith('@ocp-perf/')).map((name) => name.slice('@ocp-perf/'.length))

test('every package has its place in the layers', () => {
  const packages = folders.filter(({ kind }) => kind === 'packages').map(({ name }) => name)
  expect(packages.sort()).toEqual([...layers].sort())
})

// The lab serves tests against real servers, wherever they stand; no code that ships imports it.
test.each(folders.filter(({ kind }) => kind === 'packages'))(
  '$name imports only what lies below it',
  ({ name, dependencies }) => {
    const place = layers.indexOf(name)
    expect(inner(dependencies).filter((other) => other !== 'lab' && layers.indexOf(other) <= place)).toEqual([])
  },
)

const apps = folders.filter(({ kind }) => kind === 'apps')

test.each(apps)('the app $name imports no app and no tool', ({ dependencies, name, path }) => {
  const allowed = new Set([...layers, 'lab', ...(name === 'cli' ? apps.map((app) => app.name) : [])])
  expect(
    inner(dependencies).filter((other) => !allowed.has(other)),
    name,
  ).toEqual([])
  // The command line depends on servers in order to start them: it knows their programs and nothing else of them.
  // The quote or the slash ends the name: `agents` is a package, `agent` an app.
  const imported = apps.flatMap((app) => [`'@ocp-perf/${app.name}'`, `'@ocp-perf/${app.name}/`])
  const sources = readdirSync(join(path, 'src'), { recursive: true, encoding: 'utf8' }).filter((file) =>
    file.endsWith('.ts'),
  )
  const guilty = sources.filter((file) => {
    const text = readFileSync(join(path, 'src', file), 'utf8')
    return imported.some((specifier) => text.includes(specifier))
  })
  expect(guilty, name).toEqual([])
})
