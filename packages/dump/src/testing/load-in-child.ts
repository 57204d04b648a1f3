import { execFile } from 'node:child_process'
import { createRequire } from 'node:module'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { promisify } from 'node:util'
import type { DumpReport } from '../dump.ts'

export interface ChildLoad {
  report: DumpReport
  seconds: number
  /** Peak resident memory, and how much of it came with loading. */
  peakMiB: number
  growthMiB: number
}

/** Loads a dump in a process of its own, whose heap for objects is limited: samples must lie outside of it. */
export async function loadInChild(path: string, heapMiB: number): Promise<ChildLoad> {
  const loader = pathToFileURL(createRequire(import.meta.url).resolve('tsx')).href
  const child = fileURLToPath(new URL('./load-child.ts', import.meta.url))
  const options = [`--max-old-space-size=${heapMiB}`, '--conditions=@ocp-perf/source', '--import', loader]
  const { stdout } = await promisify(execFile)(process.execPath, [...options, child, path], { timeout: 100_000 })
  return JSON.parse(stdout)
}
