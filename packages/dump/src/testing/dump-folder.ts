import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterAll } from 'vitest'

export interface DumpFolder {
  path: string
  /** Writes a file, with the folders above it, and returns its path. */
  write(name: string, content: string | Uint8Array): string
}

/** A folder of its own for a test file, removed after its tests. */
export function dumpFolder(): DumpFolder {
  const path = mkdtempSync(join(tmpdir(), 'ocp-perf-dump-'))
  afterAll(() => rmSync(path, { recursive: true, force: true }))
  return {
    path,
    write: (name, content) => {
      const file = join(path, name)
      mkdirSync(dirname(file), { recursive: true })
      writeFileSync(file, content)
      return file
    },
  }
}
