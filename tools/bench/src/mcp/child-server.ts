import { type ChildProcess, spawn } from 'node:child_process'
import { readFile } from 'node:fs/promises'
import { createInterface } from 'node:readline'

/** A server in a process of its own, so that its work and its memory are not the client's. */
export interface ChildServer {
  url: string
  /** Resident memory in MiB. */
  rss(): Promise<number>
  stop(): Promise<void>
}

/** Starts a server that logs `{"event":"listening","url":…}` to standard error. */
export async function startChild(command: readonly string[], env: NodeJS.ProcessEnv = {}): Promise<ChildServer> {
  const [program = process.execPath, ...args] = command
  const child = spawn(program, args, { env: { ...process.env, ...env }, stdio: ['ignore', 'ignore', 'pipe'] })
  const url = await listeningUrl(child)
  return {
    url,
    async rss() {
      const status = await readFile(`/proc/${child.pid}/status`, 'utf8')
      return Number(/^VmRSS:\s+(\d+) kB$/m.exec(status)?.[1]) / 1024
    },
    stop: () =>
      new Promise((resolve) => {
        child.once('exit', () => resolve())
        child.kill('SIGTERM')
      }),
  }
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
