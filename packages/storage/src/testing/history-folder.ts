import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { onTestFinished } from 'vitest'
import type { History, HistoryOptions } from '../history.ts'
import { openHistory } from '../open-history.ts'

/** A folder that goes when the test ends. */
export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'ocp-perf-history-'))
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }))
  return folder
}

/** A history in a folder of its own, or in `folder`; closed when the test ends. */
export function temporaryHistory(
  options: Partial<HistoryOptions> & { folder?: string } = {},
): History & { path: string; folder: string } {
  const folder = options.folder ?? temporaryFolder()
  const path = options.path ?? join(folder, 'history.duckdb')
  const history = openHistory({ metrics: [], ...options, path })
  onTestFinished(() => history.close())
  return { ...history, path, folder }
}
