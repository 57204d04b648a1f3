/** What a command takes that its servers take too. */
export interface ServerArgs {
  cluster?: string | undefined
  from?: string | undefined
  'prometheus-url'?: string | undefined
  config?: string | undefined
}

/** The flags of a server that mean the same as those of a command. */
export function serverArgs(args: ServerArgs): string[] {
  return (['cluster', 'from', 'prometheus-url', 'config'] as const).flatMap((name) => {
    const value = args[name]
    return value === undefined ? [] : [`--${name}`, value]
  })
}
