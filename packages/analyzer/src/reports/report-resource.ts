import { AppError } from '@ocp-perf/errors'
import type { Resource } from '@ocp-perf/mcp-kit'
import type { AnalyzerContext } from '../context.ts'
import { beginningWith } from '../resources/catalog-resources.ts'
import { type KeptReport, reportFormats, reportUri } from './report-document.ts'

/** The reports that were made, as their tool links them. */
export const reportResource: Resource<AnalyzerContext> = {
  name: 'report',
  title: 'Performance report',
  description: 'A report that was made lately, or that the history keeps, as HTML, Markdown or JSON.',
  uri: reportUri('{id}'),
  read: async ({ id = '' }, { reports, history }, signal) => {
    const found = reports.find(id) ?? (await history?.run(id, signal))?.report
    if (found) return typed(found)
    throw new AppError('not_found', `There is no report ${JSON.stringify(id.slice(0, 80))} any more.`, {
      hint: 'The newest reports are kept while the server runs: make it again.',
    })
  },
  complete: { id: (begun, { reports }) => beginningWith(begun, reports.ids()) },
}

function typed({ text, format }: KeptReport) {
  return { text, mimeType: reportFormats[format].mimeType }
}
