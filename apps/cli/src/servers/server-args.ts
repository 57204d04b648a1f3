import { resolve } from 'node:path'

/** What a command takes that its servers take too. */
export interface ServerArgs {
  cluster?: string | undefined
  from?: string | undefined
  'prometheus-url'?: string | undefined
  config?: string | undefined
}

const paths: ReadonlySet<string> = new Set(['from', 'config'])

/** The flags of a server that mean the same as those of a command; paths are made absolute. */
export function serverArgs(args: ServerArgs): string[] {
  return (['cluster', 'from', 'prometheus-url', 'config'] as const).flatMap((name) => {
    const value = args[name]
    if (value === undefined) return []
    return [`--${name}`, paths.has(name) ? resolve(value) : value]
  })
}
