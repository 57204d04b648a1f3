import { readFile } from 'node:fs/promises'
import { createEngine, functionTable, type Semantics } from '@ocp-perf/promql-engine'
import type { FileReport } from './report.ts'
import { runScript } from './run/run-script.ts'
import { parseScript } from './script/parse-script.ts'

/** Runs one script file with the engine of this repository. */
export async function runFile(file: string, semantics: Semantics = 'v3'): Promise<FileReport> {
  const commands = parseScript(await readFile(file, 'utf8'))
  const report = await runScript(commands, {
    createEngine: (store) => createEngine({ store, semantics }),
    knowsFunction: (name) => functionTable.has(name),
  })
  return { file, ...report }
}
