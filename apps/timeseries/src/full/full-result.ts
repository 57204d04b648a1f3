import { AppError } from '@ocp-perf/errors'
import type { AnyTool, Resource } from '@ocp-perf/mcp-kit'
import { z } from 'zod'
import type { TimeseriesContext } from '../context.ts'
import { isSeriesTool } from '../series-tool.ts'
import { encode, type FullFormat, fullFormats, mimeTypes } from './encode.ts'
import { fullTemplate } from './full-uri.ts'

/**
 * The whole result behind an answer: every series, every point. The address holds the question itself, so that any replica
 * of the server can answer it.
 */
export function fullResult(tools: readonly AnyTool<TimeseriesContext>[]): Resource<TimeseriesContext> {
  const known = tools.filter(isSeriesTool)
  return {
    name: 'full-result',
    title: 'Whole result',
    description:
      'Every point behind an answer, as json (columns), csv or parquet: the uri of the answer and &format=csv.',
    uri: fullTemplate,
    timeLimitMs: 120_000,
    read: async ({ tool: name = '', input = '{}', format = 'json' }, context, signal) => {
      const tool = known.find((each) => each.name === name)
      if (tool === undefined) {
        throw new AppError('not_found', `There is no whole result of ${JSON.stringify(name.slice(0, 60))}.`, {
          hint: `There is one of ${known.map((each) => each.name).join(', ')}.`,
        })
      }
      const table = await tool.whole(readInput(tool.input, input), context, signal)
      const chosen = readFormat(format)
      const mimeType = mimeTypes[chosen]
      const encoded = await encode(table, chosen)
      return typeof encoded === 'string' ? { text: encoded, mimeType } : { bytes: encoded, mimeType }
    },
    complete: {
      tool: (typed) => known.map(({ name }) => name).filter((name) => name.startsWith(typed)),
      format: (typed) => fullFormats.filter((format) => format.startsWith(typed)),
    },
  }
}

function readFormat(text: string): FullFormat {
  const format = fullFormats.find((each) => each === text)
  if (format !== undefined) return format
  throw new AppError('invalid_input', `A whole result has no format ${JSON.stringify(text.slice(0, 40))}.`, {
    hint: `Formats are ${fullFormats.join(', ')}.`,
  })
}

function readInput(schema: z.ZodObject, text: string): Record<string, unknown> {
  const parsed = jsonSchema.safeParse(text)
  const input = parsed.success ? schema.strict().safeParse(parsed.data) : parsed
  if (input.success) return z.record(z.string(), z.unknown()).parse(input.data)
  throw new AppError('invalid_input', 'The input of this address is not what the tool takes.', {
    hint: 'Take the uri of an answer as it stands.',
    cause: input.error,
  })
}

const jsonSchema = z.string().transform((text, context) => {
  try {
    return JSON.parse(text) as unknown
  } catch {
    // Told below as one thing with what the schema says.
    context.addIssue({ code: 'custom', message: 'not JSON' })
    return z.NEVER
  }
})
