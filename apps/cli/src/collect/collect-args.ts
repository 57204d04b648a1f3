import { completeChoice, isHistory } from '@ocp-perf/analyzer'
import { AppError } from '@ocp-perf/errors'
import { parseDuration } from '@ocp-perf/metrics'
import { wholeNumber } from '../args.ts'
import { choiceOf, type ServerArgs } from '../servers/server-args.ts'

export interface CollectArgs extends ServerArgs {
  every?: string | undefined
  backfill?: string | undefined
  domains?: string | undefined
  server?: string | undefined
  'metrics-port'?: string | undefined
}

export interface CollectSettings {
  /** Seconds. */
  every: number
  backfill: number
  /** What is wanted; undefined for all there is. */
  domains: readonly string[] | undefined
  metricsPort: number | undefined
}

const minute = 60
const day = 86_400

/** What the command line says of a collector; `invalid_input` for what cannot be. */
export function readCollectArgs(args: CollectArgs, env: Readonly<NodeJS.ProcessEnv>): CollectSettings {
  const { every = '5m', backfill = '24h', domains = 'all', 'metrics-port': port } = args
  refuseSources(args, env)
  const names = domains.split(',').map((name) => name.trim())
  return {
    every: wholeMinutes(every),
    backfill: /^0[smhd]?$/.test(backfill.trim()) ? 0 : parseDuration(backfill),
    domains: names.includes('all') ? undefined : names,
    metricsPort: port === undefined ? undefined : wholeNumber('metrics-port', port, { least: 0, most: 65_535 }),
  }
}

function wholeMinutes(text: string): number {
  const seconds = parseDuration(text)
  if (seconds % minute === 0 && seconds <= day) return seconds
  throw new AppError('invalid_input', `--every wants whole minutes, up to a day, and not ${text.slice(0, 40)}.`, {
    hint: 'Windows begin and end on whole minutes, so that they join: write 1m, 5m or 1h.',
  })
}

function refuseSources(args: CollectArgs, env: Readonly<NodeJS.ProcessEnv>): void {
  if (args.server !== undefined) {
    const [given] = (['from', 'prometheus-url'] as const).filter((name) => args[name] !== undefined)
    if (given === undefined) return
    throw new AppError(
      'invalid_input',
      `--${given} is for servers that are started, and --server names some that run.`,
      {
        hint: 'Leave one of them out.',
      },
    )
  }
  if (!isHistory(completeChoice(choiceOf(args), env).from)) return
  throw new AppError('invalid_input', 'What is collected goes into a history, and cannot come from one.', {
    hint: 'Leave --from history out.',
  })
}

export interface KeepArgs {
  'keep-samples'?: string | undefined
  'keep-runs'?: string | undefined
}

/** The flags on how long the history keeps what it has, as the servers take them. */
export function keepFlags(args: KeepArgs): string[] {
  return (['keep-samples', 'keep-runs'] as const).flatMap((name) => {
    const value = args[name]
    return value === undefined ? [] : [`--${name}`, value]
  })
}
