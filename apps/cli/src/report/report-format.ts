import type { Rendering, ReportFormat } from '@ocp-perf/elt'
import { AppError } from '@ocp-perf/errors'
import { findBrowser, printPdf } from '../output/print-pdf.ts'

/** What a report is written in, by the word of the command line. */
export const formats = {
  html: { render: 'html', ending: '.html' },
  md: { render: 'markdown', ending: '.md' },
  markdown: { render: 'markdown', ending: '.md' },
  json: { render: 'json', ending: '.json' },
  pdf: { render: 'html', ending: '.pdf' },
} as const satisfies Record<string, { render: ReportFormat; ending: string }>
export type FormatName = keyof typeof formats
export const formatNames = Object.keys(formats).filter((name): name is FormatName => Object.hasOwn(formats, name))

/** Writes reports in one format. What that needs is looked for at once, before anything is measured. */
export function reportWriter(
  format: FormatName,
  { out, isTerminal, env }: { out: string | undefined; isTerminal: boolean; env: NodeJS.ProcessEnv },
): (made: Rendering, signal: AbortSignal) => Promise<string | Buffer> {
  if (out === undefined && (format === 'pdf' || (format === 'html' && isTerminal))) throw noPlace(format)
  const browser = format === 'pdf' ? findBrowser(env) : undefined
  return async (made, signal) => {
    const { renderReport } = await import('@ocp-perf/elt')
    const text = await renderReport(made, formats[format].render, signal)
    return browser === undefined ? text : await printPdf(text, browser, signal)
  }
}

function noPlace(format: FormatName): AppError {
  return new AppError('invalid_input', `A report in ${format} is of no use on a terminal.`, {
    hint: `Add --out report${formats[format].ending}, or ask for --format md.`,
  })
}
