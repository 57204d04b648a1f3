import { createRequire } from 'node:module'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { repositoryRoot } from './paths.ts'

const require = createRequire(import.meta.url)

/** The programs under `workers/`, each a Node process of its own. */
export type WorkerName = 'defragment' | 'disk-writer' | 'leader-stopper' | 'load' | 'ovs-exporter' | 'relay' | 'traffic'

/** The command line that runs a worker from its TypeScript source. */
export function workerCommand(name: WorkerName, args: readonly string[]): string[] {
  const script = fileURLToPath(new URL(`../workers/${name}.ts`, import.meta.url))
  const loader = pathToFileURL(require.resolve('tsx', { paths: [repositoryRoot] })).href
  return [process.execPath, '--conditions=@ocp-perf/source', '--import', loader, script, ...args]
}
