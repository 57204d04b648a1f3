import { readFileSync, statSync } from 'node:fs'
import { resolve } from 'node:path'
import { parseEnv } from 'node:util'
import { AppError } from '@ocp-perf/errors'

/**
 * Adds to `env` what `.env` says, in the folder that the command was given in; a package manager changes to the program's
 * own and names it. What is set already stays, so that a child process reads the same file again to no effect.
 * `invalid_input` for a file that cannot be read.
 */
export function readDotEnv(env: NodeJS.ProcessEnv = process.env): void {
  const file = resolve(env.INIT_CWD ?? '.', '.env')
  for (const [name, value] of Object.entries(parseEnv(readIfThere(file)))) env[name] ??= value
}

function readIfThere(file: string): string {
  try {
    const found = statSync(file, { throwIfNoEntry: false })
    // Python's virtual environments are folders of that name.
    return found === undefined || found.isDirectory() ? '' : readFileSync(file, 'utf8')
  } catch (cause) {
    // Whatever kept it from being read, settings that it may hold must not be left out in silence.
    throw new AppError('invalid_input', `${file} cannot be read.`, {
      hint: 'Let this user read it, or start in another folder.',
      cause,
    })
  }
}
