import { homedir } from 'node:os'
import { isAbsolute, join, resolve } from 'node:path'

/** A configured path: `~` is the home folder, and a relative one is relative to `folder`. */
export function absolutePath(path: string, folder: string, env: NodeJS.ProcessEnv): string {
  const home = env.HOME || homedir()
  const expanded = path === '~' || path.startsWith('~/') ? join(home, path.slice(1)) : path
  return isAbsolute(expanded) ? expanded : resolve(folder, expanded)
}
