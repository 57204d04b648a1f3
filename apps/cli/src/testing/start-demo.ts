import { once } from 'node:events'
import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { onTestFinished } from 'vitest'
import { z } from 'zod'
import { startProgram } from './run-program.ts'

const demoSchema = z.object({
  verdict: z.string(),
  headline: z.string(),
  causes: z.array(z.object({ id: z.string(), members: z.array(z.string()) })),
  report: z.string(),
  page: z.url(),
  servers: z.array(z.object({ name: z.string(), url: z.url(), mcp: z.url() })),
  kubeconfig: z.string().optional(),
})

/** A demo that ends with its test at the latest. */
export async function startDemo(...args: string[]) {
  const demo = await launchDemo(...args)
  onTestFinished(() => void demo.child.kill('SIGKILL'))
  return demo
}

/** A demo in a temporary folder of its own, from its first line on. */
export async function launchDemo(...args: string[]) {
  const folder = mkdtempSync(join(tmpdir(), 'demo-test-'))
  const child = startProgram(['demo', '--json', ...args], { TMPDIR: folder })
  const ended = once(child, 'exit').then(([code]) => Number(code))
  if (child.stdout === null || child.stderr === null) throw new Error('its output is piped')
  let said = ''
  child.stderr.on('data', (chunk) => {
    said += String(chunk)
  })
  for await (const line of createInterface({ input: child.stdout })) {
    const demo = demoSchema.parse(JSON.parse(line))
    return { child, ended, folder, demo, said: () => said }
  }
  throw new Error(`the demo ended without a word: ${said}`)
}
