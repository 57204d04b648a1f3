import { type ChildProcess, spawn } from 'node:child_process'
import { readFile } from 'node:fs/promises'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'

/** A server in a process of its own, so that its work and its memory are not the client's. */
export interface ChildServer {
  url: string
  /** Resident memory in MiB. */
  rss(): Promise<number>
  /** The most resident memory that it ever had, in MiB. */
  peak(): Promise<number>
  /** Processor time that it used so far, in ms. */
  cpu(): Promise<number>
  signal(name: NodeJS.Signals): void
  stop(): Promise<void>
}

/** Starts a server that logs `{"event":"listening","url":…}` to standard error. */
export async function startChild(command: readonly string[], env: NodeJS.ProcessEnv = {}): Promise<ChildServer> {
  const [program = process.execPath, ...args] = command
  const child = spawn(program, args, {
    env: { ...process.env, ...env },
    stdio: ['ignore', 'ignore', 'pipe'],
  })
  const url = await listeningUrl(child)
  return {
    url,
    rss: () => memory(child.pid, 'VmRSS'),
    peak: () => memory(child.pid, 'VmHWM'),
    cpu: () => processorTime(child.pid),
    signal: (name) => void child.kill(name),
    stop: () =>
      new Promise((resolve) => {
        child.once('exit', () => resolve())
        child.kill('SIGTERM')
      }),
  }
}

/** Linux counts it in ticks of 10 ms, of the process and of the system for it. */
async function processorTime(pid: number | undefined): Promise<number> {
  const stat = await readFile(`/proc/${pid}/stat`, 'utf8')
  // A program's name may hold spaces and parentheses.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
  return (Number(fields[11]) + Number(fields[12])) * 10
}

async function memory(pid: number | undefined, figure: string): Promise<number> {
  const status = await readFile(`/proc/${pid}/status`, 'utf8')
  return Number(new RegExp(`^${figure}:\\s+(\\d+) kB$`, 'm').exec(status)?.[1]) / 1024
}

/** A domain's server as it is built. */
export function programOf(domain: string): string {
  return fileURLToPath(new URL(`../../../../apps/${domain}-analyzer/dist/main.js`, import.meta.url))
}

/** The command that runs a module of this folder as this process was run. */
export function moduleCommand(file: string, ...args: string[]): string[] {
  return [process.execPath, ...process.execArgv, new URL(file, import.meta.url).pathname, ...args]
}

function listeningUrl(child: ChildProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    let said = ''
    child.once('exit', () => reject(new Error(`The server ended: ${said}`)))
    if (child.stderr === null) throw new Error('Standard error is a pipe.')
    createInterface({ input: child.stderr }).on('line', (line) => {
      said += `${line}\n`
      const url = /"event":"listening".*"url":"([^"]+)"/.exec(line)?.[1]
      if (url !== undefined) resolve(url)
    })
  })
}
