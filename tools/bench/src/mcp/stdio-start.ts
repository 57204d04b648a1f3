import { spawn } from 'node:child_process'
import { createInterface } from 'node:readline'

const messages = [
  {
    id: 1,
    method: 'initialize',
    params: { protocolVersion: '2025-11-25', capabilities: {}, clientInfo: { name: 'bench', version: '1' } },
  },
  { method: 'notifications/initialized' },
  { id: 2, method: 'tools/list' },
]

/** Milliseconds from starting a server on standard input and output until it has answered `tools/list`. */
export function stdioStartMs(command: readonly string[], env: NodeJS.ProcessEnv = {}): Promise<number> {
  const [program = process.execPath, ...args] = command
  return new Promise((resolve, reject) => {
    const begun = performance.now()
    let answeredMs: number | undefined
    const child = spawn(program, args, { env: { ...process.env, ...env }, stdio: ['pipe', 'pipe', 'ignore'] })
    createInterface({ input: child.stdout }).on('line', (line) => {
      if (!line.includes('"id":2')) return
      answeredMs = performance.now() - begun
      child.stdin.end()
    })
    child.once('exit', () => {
      if (answeredMs === undefined) reject(new Error(`${command.join(' ')} ended without an answer.`))
      else resolve(answeredMs)
    })
    for (const message of messages) child.stdin.write(`${JSON.stringify({ jsonrpc: '2.0', ...message })}\n`)
  })
}
