import { AppError } from '@ocp-perf/errors'
import type { EvalCommand } from '../script/script.ts'

/** Functions of Prometheus that an engine without native histograms, `info` or experiments may leave out. */
const optionalFunctions: ReadonlyMap<string, string> = new Map([
  ['info', 'info()'],
  ['start_timestamp', 'start timestamps'],
  ...['avg', 'count', 'sum', 'fraction', 'stddev', 'stdvar', 'quantiles'].map(
    (name) => [`histogram_${name}`, 'native histograms'] as const,
  ),
  ...[
    'double_exponential_smoothing',
    'end',
    'first_over_time',
    'mad_over_time',
    'max_of',
    'min_of',
    'range',
    'sort_by_label',
    'sort_by_label_desc',
    'start',
    'step',
    'ts_of_first_over_time',
    'ts_of_last_over_time',
    'ts_of_max_over_time',
    'ts_of_min_over_time',
  ].map((name) => [name, `experimental function ${name}()`] as const),
])

const refusals: readonly (readonly [RegExp, string])[] = [
  [/^The modifier fill/, 'fill modifiers'],
  [/^The modifier (?:anchored|smoothed)/, 'extended range selectors'],
  [/^The duration /, 'duration expressions'],
  [/^The operator (?:<\/|>\/)/, 'native histograms'],
]

/** Why a query need not be asked; undefined for one that must be answered. */
export function outOfScope(
  { query, result }: EvalCommand,
  knowsFunction: (name: string) => boolean,
): string | undefined {
  if (result.kind === 'series' && result.series.some(({ points }) => points.includes('histogram'))) {
    return 'native histograms'
  }
  for (const name of calledFunctions(query)) {
    const reason = optionalFunctions.get(name)
    if (reason !== undefined && !knowsFunction(name)) return reason
  }
  return undefined
}

/** Why a query was refused, where that is because of what the engine leaves out on purpose. */
export function refusedAsOutOfScope(error: unknown): string | undefined {
  if (!(error instanceof AppError) || !error.message.includes('is not supported by this engine')) return undefined
  return refusals.find(([form]) => form.test(error.message))?.[1]
}

function calledFunctions(query: string): string[] {
  const withoutStrings = query.replace(/"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'|`[^`]*`/g, '""')
  return [...withoutStrings.matchAll(/\b([a-z_][a-z_0-9]*)\s*\(/g)].map(([, name = '']) => name)
}
