import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { AppError } from '@ocp-perf/errors'
import { parse } from 'yaml'
import { z } from 'zod'

const words = z.array(z.string().min(1)).min(1)

const domainSchema = z.strictObject({
  id: z.string().regex(/^[a-z]+$/),
  title: z.string(),
  words,
  things: words,
  /** The tool that finds out what is wrong there and why. */
  causes: z.string(),
  /** The tool that writes a document on it. */
  report: z.string().optional(),
  questions: words,
})
/** Something that a question can be about. */
export type Domain = z.infer<typeof domainSchema>

const phrases = { id: z.string(), phrases: words }
const intentSchema = z.discriminatedUnion('does', [
  z.strictObject({ ...phrases, does: z.literal('call'), tool: z.string() }),
  z.strictObject({ ...phrases, does: z.enum(['help', 'report', 'diagnose', 'show', 'continue']) }),
])
/** Something that a question can want. */
export type Intent = z.infer<typeof intentSchema>

const vocabularySchema = z.strictObject({
  tools: z.strictObject({ metric: z.string(), names: z.string() }),
  domains: z.array(domainSchema).min(1),
  intents: z.array(intentSchema).min(1),
  synonyms: z.array(z.strictObject({ say: words, mean: words })),
  ignored: words,
})

/** What the analyst understands: `config/vocabulary.yml`. */
export type Vocabulary = z.infer<typeof vocabularySchema>

/** Reads `config/vocabulary.yml`. A file that cannot be read or has a fault is `invalid_input` and names the field. */
export function loadVocabulary(configDirectory: string): Vocabulary {
  const file = join(configDirectory, 'vocabulary.yml')
  const parsed = vocabularySchema.safeParse(readYaml(file))
  if (parsed.success) return parsed.data
  const faults = parsed.error.issues.map(({ path, message }) => `field ${path.join('.')}: ${message}`)
  throw refusal(file, faults.join('; '))
}

function readYaml(file: string): unknown {
  try {
    return parse(readFileSync(file, 'utf8'))
  } catch (cause) {
    throw refusal(file, cause instanceof Error ? cause.message : 'it cannot be read')
  }
}

function refusal(file: string, why: string): AppError {
  return new AppError('invalid_input', `${file} is not as it should be: ${why}`, {
    hint: 'Correct the file, or take the one that the product comes with.',
  })
}
