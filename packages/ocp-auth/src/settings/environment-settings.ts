/** Environment variables, each with the setting that it stands for, in dots: `PROMETHEUS_URL: 'prometheus.url'`. */
export type EnvironmentSettings = Readonly<Record<string, string>>

export interface ReadEnvironment {
  env: NodeJS.ProcessEnv
  variables: EnvironmentSettings
  /** What a setting's text stands for, where it is no text. */
  parse?(setting: string, value: string): unknown
}

/** The settings that the environment gives, unchecked; of several variables for one setting the first counts. */
export function readEnvironment({
  env,
  variables,
  parse = (_, value) => value,
}: ReadEnvironment): Record<string, unknown> {
  const tree: Record<string, unknown> = {}
  for (const [variable, setting] of Object.entries(variables).reverse()) {
    const value = env[variable]?.trim()
    if (value) {
      put(tree, setting.split('.'), parse(setting, value))
    }
  }
  return tree
}

function put(tree: Record<string, unknown>, [key = '', ...rest]: readonly string[], value: unknown): void {
  if (rest.length === 0) {
    tree[key] = value
    return
  }
  const branch: Record<string, unknown> = isBranch(tree[key]) ? tree[key] : {}
  tree[key] = branch
  put(branch, rest, value)
}

function isBranch(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null
}

/** A switch; any other word stays a word, which the schema refuses, since a switch must not be set by a typing error. */
export function parseSwitch(value: string): unknown {
  const words: Record<string, boolean> = { true: true, 1: true, yes: true, false: false, 0: false, no: false }
  return words[value.toLowerCase()] ?? value
}
