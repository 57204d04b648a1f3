import { AppError } from '@ocp-perf/errors'
import { z } from 'zod'
import type { ModelOptions } from './model-options.ts'

const usualModel = 'gpt-4o-mini'

/** What a command line may say about the model, and the variables that say the same; of several the first that is set. */
export const modelFlags = {
  model: {
    value: 'NAME',
    env: 'MODEL',
    help: `Model that answers, where there is a key for it. Default ${usualModel}.`,
  },
  'model-url': {
    value: 'URL',
    env: ['OPENAI_BASE_URL', 'BASE_URL'],
    help: "Endpoint of the model, compatible with OpenAI's; as a rule it ends in /v1.",
  },
  temperature: {
    value: 'NUMBER',
    env: 'MODEL_TEMPERATURE',
    help: "Temperature from 0 to 2; the model's own if not given.",
  },
  'model-timeout': { value: 'SECONDS', env: 'MODEL_TIMEOUT', help: 'How long the model may be silent. Default 60.' },
  'model-retries': {
    value: 'COUNT',
    env: 'MODEL_RETRIES',
    help: 'How often a failed request is sent again. Default 2.',
  },
} as const

const figure = (least: number, most: number) => z.coerce.number().min(least).max(most).optional()

export const modelSettingsSchema = z.object({
  model: z.string().trim().min(1).default(usualModel),
  'model-url': z.string().trim().min(1).optional(),
  temperature: figure(0, 2),
  'model-timeout': figure(1, 600),
  'model-retries': figure(0, 10),
})

/** The key is read from the environment alone: on a command line everybody sees it. */
const keyVariable = 'OPENAI_API_KEY'

/**
 * The model that the environment names; undefined where it has no key for one. `settings` say what a command line said of it
 * and are read from the environment as well unless given. `invalid_input` for what cannot be used.
 */
export function readModelOptions(
  env: Readonly<NodeJS.ProcessEnv>,
  settings?: z.output<typeof modelSettingsSchema>,
): ModelOptions | undefined {
  const apiKey = env[keyVariable]?.trim()
  // Many programs have a BASE_URL of their own, which is looked at only where a model is wanted.
  if (!apiKey) return undefined
  const said = settings ?? readVariables(env)
  const address = z
    .url({ protocol: /^https?$/ })
    .optional()
    .safeParse(said['model-url'])
  if (!address.success) {
    throw new AppError('invalid_input', '--model-url: must be an http or https address', {
      hint: 'Correct OPENAI_BASE_URL or BASE_URL where the flag is not given.',
    })
  }
  const seconds = said['model-timeout']
  return {
    apiKey,
    baseUrl: address.data,
    name: said.model,
    temperature: said.temperature,
    timeoutMs: seconds === undefined ? undefined : seconds * 1000,
    maxRetries: said['model-retries'],
  }
}

function readVariables(env: Readonly<NodeJS.ProcessEnv>): z.output<typeof modelSettingsSchema> {
  const said = Object.entries(modelFlags).flatMap(([flag, { env: variables }]) => {
    const value = [variables]
      .flat()
      .map((name) => env[name])
      .find(Boolean)
    return value === undefined ? [] : [[flag, value] as const]
  })
  const parsed = modelSettingsSchema.safeParse(Object.fromEntries(said))
  if (parsed.success) return parsed.data
  const problems = parsed.error.issues.map(({ path, message }) => `${variableOf(String(path[0]))}: ${message}`)
  throw new AppError('invalid_input', problems.join('; '), { hint: 'Correct it in the environment, or unset it.' })
}

function variableOf(flag: string): string {
  const found = Object.entries(modelFlags).find(([name]) => name === flag)
  return found === undefined ? flag : [found[1].env].flat().join(' or ')
}
