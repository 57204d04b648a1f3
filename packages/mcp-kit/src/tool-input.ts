import { AppError, nearNames } from '@ocp-perf/errors'
import type { z } from 'zod'

const mostIssues = 5

/** Gives the check of one tool's arguments: the parsed input, or `invalid_input` that names each argument at fault. */
export function inputParser(tool: string, input: z.ZodObject): (args: unknown) => Record<string, unknown> {
  const schema = input.strict()
  const known = Object.keys(schema.shape)
  return (args = {}) => {
    const result = schema.safeParse(args)
    if (result.success) return result.data
    const { issues } = result.error
    const unknown = issues.flatMap((issue) =>
      issue.code === 'unrecognized_keys' && issue.path.length === 0 ? issue.keys : [],
    )
    const sentences = [...unknownSentence(unknown, tool), ...issues.filter((issue) => !isUnknown(issue)).map(describe)]
    throw new AppError('invalid_input', sentences.slice(0, mostIssues).join(' '), {
      hint: hintFor(unknown, known, tool),
    })
  }
}

function isUnknown(issue: z.core.$ZodIssue): boolean {
  return issue.code === 'unrecognized_keys' && issue.path.length === 0
}

function unknownSentence(names: readonly string[], tool: string): string[] {
  if (names.length === 0) return []
  const list = names.slice(0, mostIssues).map(quoted).join(', ')
  const rest = names.length > mostIssues ? ` and ${names.length - mostIssues} more` : ''
  return [`${tool} has no argument${names.length === 1 ? '' : 's'} ${list}${rest}.`]
}

function hintFor(unknown: readonly string[], known: readonly string[], tool: string): string {
  // A body may hold thousands of them, and each is compared with all that are known.
  const meant = unknown.slice(0, mostIssues).flatMap((name) => nearNames(name, known, 1))
  const question = meant.length === 0 ? '' : `Did you mean ${[...new Set(meant)].join(', ')}? `
  return known.length === 0 ? `${tool} takes no arguments.` : `${question}${tool} takes: ${known.join(', ')}.`
}

function describe(issue: z.core.$ZodIssue): string {
  const where = issue.path.map(String).join('.')
  const message = issue.message.replace(/^Invalid input: /, '').replace(/^Invalid option: /, '')
  if (where === '') return sentence(`The arguments are wrong: ${message}`)
  if (issue.code === 'invalid_type' && message.endsWith('received undefined')) return `${where} is missing.`
  return sentence(`${where}: ${message}`)
}

function sentence(text: string): string {
  return /[.!?]$/.test(text) ? text : `${text}.`
}

function quoted(name: string): string {
  return JSON.stringify(name.slice(0, 60))
}
