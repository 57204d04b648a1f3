import { reportEntrySchema, reportRequestSchema, reportsSchema } from '@ocp-perf/agents/contract'
import { z } from 'zod'
import { type ReportFormat, reportFormats } from '../reports/report-files.ts'
import type { Reports } from '../reports/reports.ts'
import { type Operation, operation } from './operation.ts'

const textQuery = z.strictObject({ format: z.enum(['html', 'md', 'json']).default('html') })

/** Reports: listed, made, read. */
export function reportOperations(reports: Reports): Operation[] {
  return [
    operation({
      method: 'get',
      path: '/api/reports',
      summary: 'All reports, the latest first, those included that are being made.',
      reply: reportsSchema,
      run: async () => ({ reports: await reports.list() }),
    }),
    operation({
      method: 'post',
      path: '/api/reports',
      summary: 'Begins to make a report.',
      body: reportRequestSchema,
      reply: reportEntrySchema,
      run: ({ body }) => reports.begin(body),
    }),
    operation({
      method: 'get',
      path: '/api/reports/{id}',
      summary: 'A report as a page, as Markdown or as data.',
      query: textQuery,
      types: Object.values(reportFormats).map(({ type }) => type),
      run: async ({ param, query: { format } }) => {
        const text = await reports.text(param('id'), format)
        return new Response(text, { headers: { 'content-type': reportFormats[format].type, ...(await guard(format)) } })
      },
    }),
  ]
}

/** A stored page runs nothing but our own script, reaches nothing, and has an origin of its own. */
async function guard(format: ReportFormat): Promise<Record<string, string>> {
  const shared = { 'cache-control': 'no-store', 'referrer-policy': 'no-referrer' }
  if (format !== 'html') return { ...shared, 'content-security-policy': "sandbox; default-src 'none'" }
  const { pageSecurityPolicy } = await import('@ocp-perf/elt')
  const policy = `sandbox allow-scripts; ${pageSecurityPolicy}; frame-ancestors 'self'`
  return { ...shared, 'content-security-policy': policy }
}
