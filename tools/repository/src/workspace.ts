import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

export const root = fileURLToPath(new URL('../../../', import.meta.url))

export interface WorkspaceFolder {
  /** `packages`, `apps` or `tools`. */
  kind: string
  /** Folder name, which is also the package's name without its scope. */
  name: string
  path: string
  dependencies: readonly string[]
}

/** Every workspace folder with the names of what it depends on. */
export function workspaceFolders(): WorkspaceFolder[] {
  return ['packages', 'apps', 'tools'].flatMap((kind) =>
    readdirSync(join(root, kind), { withFileTypes: true })
      .filter((entry) => entry.isDirectory())
      .map(({ name }) => {
        const path = join(root, kind, name)
        return { kind, name, path, dependencies: dependencyNames(join(path, 'package.json')) }
      }),
  )
}

/** Names in `dependencies`, `devDependencies` and `optionalDependencies` of a manifest. */
export function dependencyNames(manifest: string): string[] {
  const {
    dependencies = {},
    devDependencies = {},
    optionalDependencies = {},
  } = JSON.parse(readFileSync(manifest, 'utf8'))
  return Object.keys({ ...dependencies, ...devDependencies, ...optionalDependencies })
}
