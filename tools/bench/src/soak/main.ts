import { parseArgs } from 'node:util'
import { AppError } from '@ocp-perf/errors'
import { z } from 'zod'
import { createPrinter } from '../print-results.ts'
import { soak } from './soak.ts'

const usage = `Usage: pnpm soak [--seconds N] [--chats N]

Holds N conversations at once (default: 50) for N seconds (default: 300) against the built agent, over a scripted model and a small
MCP server. Exit codes: 0 all targets are kept, 1 one was missed, 2 it could not be run.
`

const optionsSchema = z.object({
  help: z.boolean().default(false),
  seconds: z.coerce.number().min(1).max(86_400).default(300),
  chats: z.coerce.number().int().min(1).max(500).default(50),
})

function readOptions() {
  try {
    const { values } = parseArgs({
      options: { help: { type: 'boolean' }, seconds: { type: 'string' }, chats: { type: 'string' } },
    })
    return optionsSchema.parse(values)
  } catch (cause) {
    // Both name the option themselves; the usage says what it takes.
    throw new AppError('invalid_input', cause instanceof Error ? cause.message : 'Unusable options.', {
      hint: usage,
      cause,
    })
  }
}

const write = (text: string) => process.stdout.write(text)

try {
  const { help, seconds, chats } = readOptions()
  if (help) write(usage)
  else {
    const printer = createPrinter(write)
    printer.print(`soak: ${chats} chats for ${seconds} s`, await soak({ seconds, chats }))
    process.exitCode = printer.close()
  }
} catch (error) {
  // Only here are failures turned into words and an exit code; a bug keeps its stack.
  if (!(error instanceof AppError)) throw error
  process.stderr.write(`${error.message}\n${error.hint ?? ''}\n`)
  process.exitCode = 2
}
