import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { createRequire } from 'node:module'
import { createInterface } from 'node:readline'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { onTestFinished } from 'vitest'

export interface Worker {
  process: ChildProcess
  /** What it has written so far, line by line, without "ready". */
  lines: string[]
  /** Settles when it is about to begin. */
  ready: Promise<void>
  /** Settles when it has ended and all it wrote is read: its exit code or the signal that ended it. */
  ended: Promise<number | string>
}

export interface WorkerOptions {
  /** A limit of the shell's for the sizes of files, in blocks of 512 bytes. */
  maxFileBlocks?: number
  uid?: number
}

/** Starts `history-worker.ts` as a process of its own, which does not outlive the test. */
export function startWorker(args: readonly string[], { maxFileBlocks, uid }: WorkerOptions = {}): Worker {
  const loader = pathToFileURL(createRequire(import.meta.url).resolve('tsx')).href
  const script = fileURLToPath(new URL('./history-worker.ts', import.meta.url))
  const node = [process.execPath, '--conditions=@ocp-perf/source', '--import', loader, script, ...args]
  const limited = ['sh', '-c', `ulimit -f ${maxFileBlocks} && exec "$0" "$@"`]
  const [program = '', ...rest] = maxFileBlocks === undefined ? node : [...limited, ...node]
  const child = spawn(program, rest, {
    stdio: ['ignore', 'pipe', 'inherit'],
    // The loader's cache would be cut by the limit as well, and another user could not write it.
    env: { ...process.env, ...(maxFileBlocks === undefined && uid === undefined ? {} : { TSX_DISABLE_CACHE: '1' }) },
    ...(uid === undefined ? {} : { uid, gid: uid }),
  })
  onTestFinished(() => void child.kill('SIGKILL'))
  const lines: string[] = []
  const reader = createInterface({ input: child.stdout })
  const ended = Promise.all([once(child, 'exit'), once(reader, 'close')]).then(([[code, signal]]) => code ?? signal)
  const ready = new Promise<void>((resolve) => {
    reader.on('line', (line) => (line === 'ready' ? resolve() : lines.push(line)))
  })
  return { process: child, lines, ready, ended }
}
