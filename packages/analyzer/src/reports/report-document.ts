import { z } from 'zod'

/** The formats that a report is written in, with what a file of each is; `data` is for a process that renders it. */
export const reportFormats = {
  html: { ending: '.html', mimeType: 'text/html' },
  markdown: { ending: '.md', mimeType: 'text/markdown' },
  json: { ending: '.json', mimeType: 'application/json' },
  data: { ending: '.json', mimeType: 'application/json' },
} as const

export const reportFormatSchema = z.enum(['html', 'markdown', 'json', 'data'])

/** A report as it can be read for a while. */
export interface KeptReport {
  format: z.infer<typeof reportFormatSchema>
  text: string
}

/** Where a report that was made can be read. */
export const reportDocumentSchema = z.object({
  uri: z.string(),
  format: reportFormatSchema,
  bytes: z.number(),
  /** The file that it was written to, where that was asked for. */
  file: z.string().nullable(),
})

/** The address of a report, as `report-resource` answers it. */
export function reportUri(id: string): string {
  return `report://${id}`
}
