import { spawn } from 'node:child_process'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'

export interface BuiltServer extends AsyncDisposable {
  url: string
}

/** A built server (`main` is its module) as a child process on a free port of loopback, with settings in its environment. */
export async function startBuilt(main: URL, env: Readonly<Record<string, string>>): Promise<BuiltServer> {
  const child = spawn(process.execPath, [fileURLToPath(main), '--port', '0', '--no-history'], {
    env: { PATH: process.env.PATH ?? '', ...env },
    stdio: ['ignore', 'ignore', 'pipe'],
  })
  const ended = new Promise<never>((_, reject) => {
    child.once('exit', (code) => reject(new Error(`the server ended with ${code} before it listened`)))
  })
  const listening = (async () => {
    for await (const line of createInterface({ input: child.stderr })) {
      const { url } = JSON.parse(line)
      if (typeof url === 'string') return url
    }
    throw new Error('the server closed its log before it listened')
  })()
  const url = await Promise.race([listening, ended])
  ended.catch(() => {})
  child.stderr.resume()
  return {
    url,
    [Symbol.asyncDispose]: async () => {
      const gone = new Promise((resolve) => child.once('exit', resolve))
      child.kill('SIGTERM')
      await gone
    },
  }
}
