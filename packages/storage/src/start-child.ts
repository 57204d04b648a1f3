import { type ChildProcess, fork } from 'node:child_process'
import { createRequire } from 'node:module'
import { fileURLToPath, pathToFileURL } from 'node:url'

const heapMiB = 256

/** Starts a module of this package, named without its ending, as a process that knows nothing of this one's environment. */
export function startChild(module: string): ChildProcess {
  const isSource = import.meta.url.endsWith('.ts')
  const file = fileURLToPath(new URL(`${module}${isSource ? '.ts' : '.js'}`, import.meta.url))
  const source = isSource
    ? ['--conditions=@ocp-perf/source', '--import', pathToFileURL(createRequire(import.meta.url).resolve('tsx')).href]
    : []
  return fork(file, [], {
    execArgv: [`--max-old-space-size=${heapMiB}`, ...source],
    env: {},
    stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
  })
}
