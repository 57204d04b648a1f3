import { readFile } from 'node:fs/promises'
import { AppError } from '@ocp-perf/errors'
import type { z } from 'zod'
import { fileErrorCode } from '../secret-file.ts'
import { parseSettings, type SettingsFile } from './settings-file.ts'
import { substitute } from './substitute.ts'

export interface LoadSettingsOptions<Schema extends z.ZodType> {
  /** Absolute path of a YAML file. */
  file: string
  /** Somebody named the file, so that it must exist. */
  mustExist: boolean
  /** By the value, which may be written in more than one way. */
  schema: (value: unknown) => Schema
  env: NodeJS.ProcessEnv
  /** What errors call the file, such as `clusters file`. */
  what: string
  /** Shows every setting. */
  example: string
}

/**
 * The checked settings of a YAML file, its variables replaced; `undefined` where there is none. Throws `invalid_input` with file,
 * line and setting, never with a value.
 */
export async function loadSettings<Schema extends z.ZodType>(
  options: LoadSettingsOptions<Schema>,
): Promise<z.infer<Schema> | undefined> {
  const { file, schema, env, example } = options
  const text = await readSettings(options)
  if (text === undefined) return undefined
  const settings = parseSettings(file, text)
  const value = substitute(settings.value, env, settings)
  const parsed = schema(value).safeParse(value)
  if (parsed.success) return parsed.data
  const problems = parsed.error.issues.slice(0, 5).map((issue) => located(issue, settings))
  throw new AppError('invalid_input', problems.join('; '), { hint: `${example} shows every setting.` })
}

async function readSettings(options: Omit<LoadSettingsOptions<z.ZodType>, 'schema'>): Promise<string | undefined> {
  const { file, mustExist, what } = options
  try {
    return await readFile(file, 'utf8')
  } catch (error) {
    const code = fileErrorCode(error)
    if (code === 'ENOENT' && !mustExist) return undefined
    throw new AppError('invalid_input', `The ${what} ${file} cannot be read (${code}).`, {
      hint: 'Check the path and that this user may read the file.',
      cause: error,
    })
  }
}

function located(issue: z.core.$ZodIssue, settings: SettingsFile): string {
  const unknownKey = issue.code === 'unrecognized_keys' ? issue.keys[0] : undefined
  const key = [...issue.path, ...(unknownKey === undefined ? [] : [unknownKey])]
    .map((part) => (typeof part === 'number' ? `[${part}]` : `.${String(part)}`))
    .join('')
    .replace(/^\./, '')
  const problem = unknownKey === undefined ? issue.message : 'no such setting'
  return `${settings.path}:${settings.lineOf(issue.path, unknownKey)}: ${key === '' ? '' : `${key}: `}${problem}`
}

export interface CheckEnvironment<Schema extends z.ZodType> {
  value: unknown
  schema: Schema
  /** The variable behind a setting. */
  variableOf(setting: string): string | undefined
  /** Where the same may be written, such as `config/clusters.yaml`. */
  file: string
}

/** What the environment says, checked. Throws `invalid_input` with the variable, never with its value. */
export function checkEnvironment<Schema extends z.ZodType>(options: CheckEnvironment<Schema>): z.infer<Schema> {
  const { value, schema, variableOf, file } = options
  const parsed = schema.safeParse(value)
  if (parsed.success) return parsed.data
  const problems = parsed.error.issues.map(({ path, message }) => {
    const setting = path.filter((key) => typeof key === 'string').join('.')
    return `${variableOf(setting) ?? `The environment (${setting})`}: ${message}`
  })
  throw new AppError('invalid_input', problems.join('; '), {
    hint: `Correct the environment variable, or write ${file}.`,
  })
}
