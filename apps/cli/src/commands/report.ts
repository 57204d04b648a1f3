import { writeFile } from 'node:fs/promises'
import { resolve } from 'node:path'
import { createReporter, readModelOptions } from '@ocp-perf/agents'
import { usualDomain } from '@ocp-perf/analysis'
import type { Rendering } from '@ocp-perf/elt'
import { AppError } from '@ocp-perf/errors'
import { locateConfig } from '@ocp-perf/metrics'
import { bandLevels, compareVerdicts, type Report } from '@ocp-perf/panel'
import { oneOf } from '../args.ts'
import { clusterArgs, command, historyArgs, jsonArg, type Running, text } from '../command.ts'
import { exitCodes } from '../exit-codes.ts'
import { plain } from '../output/terminal.ts'
import { askForReport } from '../report/ask-for-report.ts'
import { makePatiently } from '../report/make-patiently.ts'
import { formatNames, formats, reportWriter } from '../report/report-format.ts'
import { chooseServers, findDomainServers } from '../servers/find-servers.ts'
import { openServers, overMcpArgs } from '../servers/open-servers.ts'
import { serverArgs } from '../servers/server-args.ts'

/** The report on all domains, with the walk over the levels of a cluster. */
const wholeCluster = 'cluster'

const flags = {
  domain: text(`What to report on, such as network, or ${wholeCluster} (default: what the rules call usual)`, 'DOMAIN'),
  duration: text('Length of the window (default: 1h)', '6h'),
  start: text('Start: RFC 3339, unix seconds, now-6h, or 1h for that long ago', 'TIME'),
  end: text('End (default: now)', 'TIME'),
  baseline: text('How far back to compare (default: 7d)', '14d'),
  format: text('How to write it (default: md)', formatNames.join('|')),
  out: text('File to write it to, in place of standard output', 'FILE'),
  'fail-on': text('Exit with 3 when the verdict is this bad or worse', bandLevels.join('|')),
  narrative: {
    type: 'boolean',
    default: true,
    description: 'Have the model write a summary, where the environment has a key for one',
    negativeDescription: 'Ask no model for a summary',
  },
  ...jsonArg,
  ...clusterArgs,
  ...historyArgs,
  ...overMcpArgs,
} as const

type Args = Running<typeof flags>['args']

/** `ocp-perf report`: what is wrong, why, and what to do, as one document. */
export default command('report', 'Diagnose a domain or the cluster and write a report', flags, async (running) => {
  const { terminal, signal } = running
  const args = await complete(running)
  const format = args.json ? 'json' : oneOf('format', formatNames, args.format ?? 'md')
  const failOn = args['fail-on'] === undefined ? undefined : oneOf('fail-on', bandLevels, args['fail-on'])
  const { out } = args
  const write = reportWriter(format, { out, isTerminal: process.stdout.isTTY, env: process.env })
  const made = await make({ ...running, args })
  terminal.progress('Writing the report')
  const written = await write(made, signal)
  terminal.settle()
  if (out === undefined) terminal.out(String(written))
  else {
    await save(out, written, signal)
    const { verdict, headline } = made.report
    terminal.err(`${terminal.verdict(verdict)}: ${plain(headline)}`)
    terminal.err(`The report is in ${out}.`)
  }
  return exitCodeFor(made.report, failOn)
})

/** What the command line says; a person who says nothing is asked. */
async function complete({ args, signal }: Running<typeof flags>): Promise<Args> {
  const usual: readonly string[] = ['_', 'history', 'narrative']
  const said = Object.entries(args).some(([name, value]) => !usual.includes(name) && value !== undefined)
  if (said || !process.stdin.isTTY || !process.stdout.isTTY) return args
  const answers = await askForReport({
    domains: [
      ...findDomainServers().map(({ name, description }) => ({ value: name, label: `${name}: ${description}` })),
      { value: wholeCluster, label: `${wholeCluster}: all of them, and what follows from what` },
    ],
    usual: usualHere(args),
    fileFor: ({ domain, format }) => `${domain}-${new Date().toISOString().slice(0, 10)}${formats[format].ending}`,
    signal,
  })
  const out = answers.out === undefined ? undefined : resolve(process.env.INIT_CWD ?? '.', answers.out)
  return Object.assign({}, args, answers, { out })
}

/** Has the report made by the servers that are given, or by some that are started for it. */
async function make({ args, terminal, signal }: Running<typeof flags>): Promise<Rendering> {
  const { duration, start: start_time, end: end_time, cluster, baseline } = args
  const domain = args.domain ?? usualHere(args)
  const all = findDomainServers()
  terminal.progress('Starting')
  const { servers, close } = await openServers({
    args,
    start: args.server !== undefined || domain === wholeCluster ? all : chooseServers([domain], all),
    flags: [...serverArgs(args), '--no-check', ...historyFlags(args)],
    terminal,
    signal,
  })
  try {
    const wish = { domain, cluster, range: { duration, start_time, end_time }, baseline }
    const onProgress = (doing: string) => terminal.progress(doing)
    const model = args.narrative === false ? undefined : readModelOptions(process.env)
    const reporter = createReporter({ servers, ...(model === undefined ? {} : { model }) })
    const options = { onProgress, onText: sayHere(terminal), signal }
    return await (args.from === undefined ? reporter.make(wish, options) : makePatiently(reporter, wish, options))
  } finally {
    await close()
  }
}

/** What a model writes is shown as it comes to a person whose report goes elsewhere. */
function sayHere(terminal: Running<typeof flags>['terminal']): (text: string, anew: boolean) => void {
  let line = ''
  return (piece, anew) => {
    line = anew ? piece : `${line}${piece}`
    terminal.progress(plain(line.slice(-(terminal.columns - 1))))
  }
}

function historyFlags({ db, history }: Args): string[] {
  return [...(db === undefined ? [] : ['--db', db]), ...(history === false ? ['--no-history'] : [])]
}

function usualHere({ config }: Args): string {
  return usualDomain(locateConfig(config === undefined ? process.env : { OCP_PERF_CONFIG: config }, import.meta.url))
}

function exitCodeFor({ verdict }: Report, failOn: (typeof bandLevels)[number] | undefined): number {
  if (failOn !== undefined && compareVerdicts(verdict, failOn) <= 0) return exitCodes.limit.code
  return verdict === 'no_data' ? exitCodes.empty.code : exitCodes.ok.code
}

async function save(file: string, text: string | Buffer, signal: AbortSignal): Promise<void> {
  try {
    await writeFile(file, text, { signal })
  } catch (cause) {
    signal.throwIfAborted()
    const code = cause instanceof Error && 'code' in cause ? String(cause.code) : 'failed'
    throw new AppError('invalid_input', `The report could not be written to ${file} (${code}).`, {
      hint: 'Name a file in a folder that is there and may be written to.',
      cause,
    })
  }
}
