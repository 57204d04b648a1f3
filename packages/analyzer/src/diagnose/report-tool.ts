import { AppError } from '@ocp-perf/errors'
import { diagnosisSchema } from '@ocp-perf/panel'
import { runId } from '@ocp-perf/storage'
import { z } from 'zod'
import { tool } from '../analyzer-tool.ts'
import { reportDocumentSchema, reportFormatSchema, reportFormats, reportUri } from '../reports/report-document.ts'
import { windowInput } from '../window-input.ts'
import { boundedDiagnosis } from './bounded-diagnosis.ts'
import type { DomainTool } from './deep-drive.ts'
import { summarizeCauses } from './diagnosis-text.ts'
import { makeReport } from './make-report.ts'

// Two collections over long windows, and charts of every group.
const timeLimitMs = 180_000

const reportOutput = diagnosisSchema.extend({ document: reportDocumentSchema })

/** A tool that writes all that is known of a domain into one document, and links it. */
export function reportTool({ domain, ...face }: DomainTool) {
  return tool({
    ...face,
    effect: 'write',
    input: windowInput.omit({ top: true }).extend({
      format: reportFormatSchema.default('html'),
      baseline: z.string().optional().describe('Past to compare; default 7d'),
      write_to: z.string().max(130).optional().describe('New file in the reports folder: etcd.html'),
    }),
    output: reportOutput,
    timeLimitMs,
    run: async ({ format, write_to: file, ...request }, context, signal, { progress }) => {
      if (file !== undefined) refuseFile(file, format, context.reports.refuseName)
      const tell = (share: number, doing: string) => progress(Math.floor(100 * share), 100, doing)
      const made = await makeReport(context, domain, request, { signal, onProgress: tell })
      tell(0.9, 'Writing the report')
      const { renderReport } = await import('@ocp-perf/elt')
      const text = await renderReport(made, format, signal)
      const id = runId()
      context.reports.keep(id, { format, text })
      if (context.history !== undefined) {
        // The points are recorded by themselves.
        const stored = format === 'data' ? 'json' : format
        const told = stored === format ? text : await renderReport(made, stored, signal)
        context.note({ report: { id, format: stored, text: told } })
      }
      const written = file === undefined ? null : await context.reports.write(file, text)
      const document = { uri: reportUri(id), format, bytes: Buffer.byteLength(text), file: written }
      return { ...boundedDiagnosis(made.report), document }
    },
    summarize: summarizeReport,
    links: ({ document }) => [
      {
        uri: document.uri,
        name: `${domain}-report${reportFormats[document.format].ending}`,
        title: face.title,
        mimeType: reportFormats[document.format].mimeType,
        size: document.bytes,
      },
    ],
  })
}

/** A file whose name says another format than its text has would be opened by the wrong program. */
function refuseFile(file: string, format: keyof typeof reportFormats, refuseName: (name: string) => void): void {
  refuseName(file)
  const { ending } = reportFormats[format]
  if (file.endsWith(ending)) return
  throw new AppError('invalid_input', `A report in ${format} goes into a file that ends in ${ending}.`, {
    hint: `Name it so, or give the format that ${JSON.stringify(file)} means.`,
  })
}

function summarizeReport({ document, ...diagnosis }: z.output<typeof reportOutput>): string {
  const [head = '', ...rest] = summarizeCauses(diagnosis).split('\n')
  const where = document.file === null ? '' : `, written to ${document.file}`
  const line = `Report (${document.format}, ${Math.ceil(document.bytes / 1024)} KiB): read the resource ${document.uri}${where}.`
  return [head, line, ...rest].join('\n')
}
