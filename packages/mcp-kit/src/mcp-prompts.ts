import { type McpServer, ProtocolError, ProtocolErrorCode } from '@modelcontextprotocol/server'
import { nearNames, reportError } from '@ocp-perf/errors'
import type { Log } from '@ocp-perf/http'
import type { Inherited } from './inherited-handlers.ts'
import type { Prompt } from './prompt.ts'
import type { ServerDefinition } from './server-definition.ts'

// A name or a length of time; nobody fills a prompt in with more.
const longestValue = 200

/** Answers `prompts/list` and `prompts/get`. */
export function servePrompts<Context>(
  { server }: McpServer,
  { prompts = [], context }: Pick<ServerDefinition<Context>, 'prompts' | 'context'>,
  log: Log,
  inherited: Inherited,
): void {
  server.registerCapabilities({ prompts: { listChanged: false } })
  server.setRequestHandler('prompts/list', async (request, handed) => {
    const extended = await inherited['prompts/list']?.(request, handed)
    return { prompts: [...prompts.map(face), ...(extended?.prompts ?? [])] }
  })
  server.setRequestHandler('prompts/get', async (request, handed) => {
    const { name, arguments: filled = {} } = request.params
    const prompt = prompts.find((one) => one.name === name)
    if (prompt === undefined) {
      const extended = inherited['prompts/get']
      if (extended !== undefined) return extended(request, handed)
      throw refusal(
        `There is no prompt ${JSON.stringify(name.slice(0, 80))}; there is ${prompts.map((one) => one.name).join(', ')}.`,
      )
    }
    checkArguments(prompt, filled)
    const text = attempt(() => prompt.write(filled, context), prompt.name, log)
    return { description: prompt.description, messages: [{ role: 'user', content: { type: 'text', text } }] }
  })
}

function face<Context>({ name, title, description, arguments: all }: Prompt<Context>) {
  return {
    name,
    title,
    description,
    arguments: Object.entries(all).map(([argument, { description: about, required = false }]) => ({
      name: argument,
      description: about,
      required,
    })),
  }
}

function checkArguments<Context>(
  { arguments: known }: Prompt<Context>,
  filled: Readonly<Record<string, string>>,
): void {
  for (const [name, value] of Object.entries(filled)) {
    if (!Object.hasOwn(known, name)) {
      const names = Object.keys(known)
      const near = nearNames(name, names)
      throw refusal(
        `The prompt has no argument ${JSON.stringify(name.slice(0, 80))}; it takes ${(near.length > 0 ? near : names).join(', ')}.`,
      )
    }
    if (value.length > longestValue) throw refusal(`The argument ${name} is longer than ${longestValue} characters.`)
  }
  const missing = Object.entries(known).find(([name, { required }]) => required && !filled[name])
  if (missing !== undefined) throw refusal(`The argument ${missing[0]} is missing.`)
}

/** Prompts have no error results, so that a failure is a protocol error that says what to do. */
function attempt(write: () => string, prompt: string, log: Log): string {
  try {
    return write()
  } catch (error) {
    const report = reportError(error)
    if (report.code === 'internal') log.error({ prompt, err: error }, 'The prompt failed because of a bug')
    const code = report.code === 'internal' ? ProtocolErrorCode.InternalError : ProtocolErrorCode.InvalidParams
    const hint = report.hint === undefined ? '' : ` Hint: ${report.hint}`
    throw new ProtocolError(code, `${report.code}: ${report.message}${hint}`, report)
  }
}

function refusal(message: string): ProtocolError {
  return new ProtocolError(ProtocolErrorCode.InvalidParams, message)
}
