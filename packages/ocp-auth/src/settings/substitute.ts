import { AppError } from '@ocp-perf/errors'
import type { SettingsFile } from './settings-file.ts'

/**
 * A setting with `${NAME}` replaced by that environment variable, in every text within it; `$${` is a plain `${`. Throws
 * `invalid_input` with file, line and setting where a variable is not set.
 */
export function substitute(
  value: unknown,
  env: NodeJS.ProcessEnv,
  settings: SettingsFile,
  path: readonly PropertyKey[] = [],
): unknown {
  if (typeof value === 'string') {
    return value.replace(/\$(\$\{)|\$\{([^}]*)\}/g, (_, escaped: string | undefined, name: string) => {
      if (escaped !== undefined) {
        return escaped
      }
      const found = env[name]
      if (found === undefined) {
        const key = path.map(String).join('.')
        const where = `${settings.path}:${settings.lineOf(path)}: ${key}`
        throw new AppError('invalid_input', `${where}: the environment variable ${name} is not set.`, {
          hint: `Set ${name}, or name a file instead (token_file, password_file).`,
        })
      }
      return found
    })
  }
  if (Array.isArray(value)) {
    return value.map((item, index) => substitute(item, env, settings, [...path, index]))
  }
  if (typeof value === 'object' && value !== null) {
    return Object.fromEntries(
      Object.entries(value).map(([key, item]) => [key, substitute(item, env, settings, [...path, key])]),
    )
  }
  return value
}
