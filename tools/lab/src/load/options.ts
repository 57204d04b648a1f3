import { AppError } from '@ocp-perf/errors'

/** `put` small writes; `range` reads of a whole prefix; `mix` both in turn; `big` writes of large values. */
export const loadModes = ['put', 'range', 'mix', 'big'] as const
export type LoadMode = (typeof loadModes)[number]

export interface LoadOptions {
  mode?: LoadMode | undefined
  /** Requests a second. */
  rate?: number | undefined
  /** Bytes of a value. */
  size?: number | undefined
  seconds?: number | undefined
  /** All keys start with it, so that what a fault wrote can be removed again. */
  prefix?: string | undefined
  /** Distinct keys, written in turn. */
  keys?: number | undefined
  /** Requests in flight; what would exceed it is skipped and counted, so a slow cluster is never flooded. */
  concurrency?: number | undefined
  /** Keys to write before the clock starts. */
  seed?: number | undefined
}

/** A load always ends by itself, even where nobody ends it. */
export const longestLoadSeconds = 4 * 3600

const limits: Record<Exclude<keyof LoadOptions, 'mode' | 'prefix'>, readonly [number, number]> = {
  rate: [0.1, 2_000],
  size: [1, 1_400_000],
  seconds: [1, longestLoadSeconds],
  keys: [1, 1_000_000],
  concurrency: [1, 128],
  seed: [0, 100_000],
}

/** The load options with defaults filled in; a figure outside its bounds is refused by name. */
export function resolveLoad(
  options: LoadOptions,
): Required<{ [Key in keyof LoadOptions]-?: NonNullable<LoadOptions[Key]> }> {
  const mode = options.mode ?? 'put'
  if (!loadModes.includes(mode)) {
    throw new AppError('invalid_input', `Unknown load mode "${mode}"`, { hint: `One of: ${loadModes.join(', ')}` })
  }
  const defaults = mode === 'big' ? { rate: 12, size: 1_000_000, keys: 20 } : { rate: 150, size: 512, keys: 1_000 }
  const resolved = {
    mode,
    rate: options.rate ?? defaults.rate,
    size: options.size ?? defaults.size,
    seconds: options.seconds ?? 30,
    prefix: options.prefix ?? 'load',
    keys: options.keys ?? defaults.keys,
    concurrency: options.concurrency ?? (mode === 'put' || mode === 'mix' ? 32 : 8),
    seed: options.seed ?? 0,
  }
  for (const [name, [low, high]] of Object.entries(limits) as [keyof typeof limits, readonly [number, number]][]) {
    const value = resolved[name]
    if (!(value >= low && value <= high)) {
      throw new AppError('invalid_input', `${name} is ${value}`, {
        hint: `${name} must lie between ${low} and ${high}.`,
      })
    }
  }
  return resolved
}

/** The flags that tell a steady load from another: not how long it lasts, nor what it writes before. */
export function steadyFlags(options: LoadOptions): string[] {
  const { mode, rate, size, keys } = resolveLoad(options)
  return Object.entries({ mode, rate, size, keys }).flatMap(([name, value]) => [`--${name}`, String(value)])
}

/** The options as command-line flags of the load worker. */
export function loadFlags(options: LoadOptions): string[] {
  return Object.entries(resolveLoad(options)).flatMap(([name, value]) => [`--${name}`, String(value)])
}
