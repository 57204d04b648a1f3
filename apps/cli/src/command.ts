import { resolve } from 'node:path'
import { isHistory, readDotEnv } from '@ocp-perf/analyzer'
import { isAbort, reportError } from '@ocp-perf/errors'
import { type ArgsDef, type CommandContext, type CommandDef, defineCommand, type ParsedArgs } from 'citty'
import { refuseMisuse } from './args.ts'
import { exitCodeOf, exitCodes } from './exit-codes.ts'
import { endWithOutput } from './output/end-with-output.ts'
import { createTerminal, plain, type Terminal } from './output/terminal.ts'

export const text = (description: string, valueHint: string) => ({ type: 'string', description, valueHint }) as const
export const flag = (description: string) => ({ type: 'boolean', description }) as const

/** What every command that looks at a cluster takes. */
export const clusterArgs = {
  cluster: text('Cluster of clusters.yaml (default: the current one)', 'NAME'),
  from: text('A metrics dump (file, archive or must-gather folder), or history: what runs recorded', 'FILE|history'),
  'prometheus-url': text('A Prometheus, Thanos or VictoriaMetrics instead of the configured one', 'URL'),
  config: text('Folder with metrics/, profiles/ and clusters.yaml', 'DIR'),
} as const

/** What every command takes that records what it found. */
export const historyArgs = {
  db: text('File of the history that runs are recorded in (default: data/history.duckdb)', 'PATH'),
  history: {
    type: 'boolean',
    default: true,
    description: 'Record the run',
    negativeDescription: 'Record nothing, and answer without history',
  },
} as const

export const jsonArg = { json: flag('Print JSON') } as const

export interface Running<Args extends ArgsDef> {
  args: ParsedArgs<Args>
  terminal: Terminal
  /** Aborted by Ctrl-C and by a request to end. */
  signal: AbortSignal
}

/**
 * A command whose settings may stand in `.env`, whose result is an exit code and whose failures are a sentence and a next
 * step, as JSON where that was asked for. What is no `AppError` is a bug and ends with its stack.
 */
export function command<const Args extends ArgsDef>(
  name: string,
  description: string,
  args: Args,
  run: (running: Running<Args>) => Promise<number>,
): CommandDef<Args> {
  return defineCommand<Args>({
    meta: { name, description },
    args,
    run: async (context: CommandContext<Args>) => {
      const terminal = createTerminal({ out: process.stdout, err: process.stderr, env: process.env })
      endWithOutput(process.stdout, { terminal, exit: process.exit })
      const stop = stopOnSignals()
      try {
        refuseMisuse(context.rawArgs, args)
        readDotEnv()
        process.exitCode = await run({ args: withAbsolutePaths(context.args), terminal, signal: stop.signal })
      } catch (error) {
        // The one place where a command ends badly: its reader is told, and scripts see the code.
        process.exitCode = exitCodeOf(error)
        terminal.settle()
        complain(error, { terminal, asJson: context.rawArgs.includes('--json') })
      } finally {
        terminal.settle()
        stop.remove()
      }
    },
  })
}

function complain(error: unknown, { terminal, asJson }: { terminal: Terminal; asJson: boolean }): void {
  if (isAbort(error)) {
    terminal.err('Stopped.')
    return
  }
  const { code, message, hint } = reportError(error)
  // A bug's message is for whoever mends it; the reader could do nothing with it.
  if (code === 'internal' && error instanceof Error) terminal.err(error.stack ?? error.message)
  else if (asJson) terminal.out(JSON.stringify({ error: { code, message, hint } }))
  else for (const line of [message, hint ?? '']) if (line !== '') terminal.err(plainLines(line))
}

/** A message may quote what a file holds or an upstream said, and an excerpt of a query has lines. */
function plainLines(text: string): string {
  return text.split('\n').map(plain).join('\n')
}

/** The first Ctrl-C stops what runs; a second one ends the process at once. */
function stopOnSignals() {
  const controller = new AbortController()
  const names = ['SIGINT', 'SIGTERM'] as const
  const onSignal = () => {
    if (controller.signal.aborted) process.exit(exitCodes.stopped.code)
    controller.abort()
  }
  for (const name of names) process.on(name, onSignal)
  return {
    signal: controller.signal,
    remove: () => {
      for (const name of names) process.removeListener(name, onSignal)
    },
  }
}

const paths = ['from', 'config', 'file', 'out', 'db'] as const

/** Paths as the caller means them: a package manager changes to the program's own folder, and names the caller's. */
function withAbsolutePaths<Args extends { [name: string]: unknown }>(args: Args): Args {
  const folder = process.env.INIT_CWD ?? '.'
  const given = paths.flatMap((name) => {
    const path = args[name]
    return typeof path !== 'string' || (name === 'from' && isHistory(path)) ? [] : [[name, resolve(folder, path)]]
  })
  return { ...args, ...Object.fromEntries(given) }
}
