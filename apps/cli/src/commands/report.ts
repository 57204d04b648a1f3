import { writeFile } from 'node:fs/promises'
import { type MadeReport, makeReport, type OpenContext, recordCalls, usualDomain } from '@ocp-perf/analyzer'
import { type ReportFormat, renderReport } from '@ocp-perf/elt'
import { AppError } from '@ocp-perf/errors'
import { runId } from '@ocp-perf/storage'
import { oneOf } from '../args.ts'
import { clusterArgs, command, historyArgs, jsonArg, type Running, text } from '../command.ts'
import { exitCodes } from '../exit-codes.ts'
import { historyOf, openHere } from '../open-cluster.ts'

const formats = { html: 'html', md: 'markdown', markdown: 'markdown', json: 'json' } as const satisfies Record<
  string,
  ReportFormat
>
const formatNames = Object.keys(formats) as (keyof typeof formats)[]

const flags = {
  domain: text('What to report on, such as network (default: what the rules call usual)', 'DOMAIN'),
  duration: text('Length of the window (default: 1h)', '6h'),
  start: text('Start: RFC 3339, unix seconds, now-6h, or 1h for that long ago', 'TIME'),
  end: text('End (default: now)', 'TIME'),
  format: text('How to write it (default: md)', 'html|md|json'),
  out: text('File to write it to, in place of standard output', 'FILE'),
  ...jsonArg,
  ...clusterArgs,
  ...historyArgs,
} as const

/** `ocp-perf report`: what is wrong, why, and what to do, as one document. */
export default command('report', 'Diagnose a domain and write a report', flags, async (running) => {
  const { args, terminal, signal } = running
  const format = formats[args.json ? 'json' : oneOf('format', formatNames, args.format ?? 'md')]
  const { out } = args
  if (format === 'html' && out === undefined && process.stdout.isTTY) throw noPlace()
  const context = await openHere(args, { terminal, db: historyOf(args) })
  try {
    const written = await write(context, format, running)
    terminal.settle()
    if (out === undefined) terminal.out(written)
    else {
      await save(out, written, signal)
      terminal.err(`The report is in ${out}.`)
    }
    return exitCodes.ok.code
  } finally {
    await context.close()
  }
})

/** Makes the report, as a run that is recorded. */
async function write(
  context: OpenContext,
  format: (typeof formats)[keyof typeof formats],
  { args, terminal, signal }: Running<typeof flags>,
): Promise<string> {
  const { duration, start: start_time, end: end_time } = args
  const domain = args.domain ?? usualDomain(context)
  const onProgress = (_share: number, doing: string) => terminal.progress(doing)
  let written = ''
  await recordCalls('report', context, async (seen) => {
    const request = { duration, start_time, end_time }
    const made: MadeReport = await makeReport(seen, domain, request, { signal, onProgress })
    onProgress(1, 'Writing the report')
    written = await renderReport(made, format, signal)
    seen.note({ report: { id: runId(), format, text: written } })
    return made.report
  })
  return written
}

async function save(file: string, text: string, signal: AbortSignal): Promise<void> {
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

function noPlace(): AppError {
  return new AppError('invalid_input', 'A page is of no use on a terminal.', {
    hint: 'Add --out report.html, send it into a file or a pipe, or ask for --format md.',
  })
}
