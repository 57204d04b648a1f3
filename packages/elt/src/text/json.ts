import { AppError } from '@ocp-perf/errors'
import { type PanelResult, panelResultSchema, type Report, reportSchema } from '@ocp-perf/panel'

/** A report as JSON. One that does not fit its own schema is an `internal` error, so that no reader gets half of one. */
export function reportJson(report: Report): string {
  return checked(reportSchema.safeParse(report))
}

/** A panel as JSON; see {@link reportJson}. */
export function panelJson(panel: PanelResult): string {
  return checked(panelResultSchema.safeParse(panel))
}

interface Parsed {
  data?: unknown
  error?: { issues: readonly { path: readonly PropertyKey[]; message: string }[] } | undefined
}

function checked({ data, error }: Parsed): string {
  if (error === undefined) return `${JSON.stringify(data, null, 2)}\n`
  const [issue] = error.issues
  const place = issue?.path.map(String).join('.') ?? ''
  throw new AppError('internal', `What was to be written does not have its own shape, at ${place}: ${issue?.message}`, {
    hint: 'Another format may do; please report this.',
    cause: error,
  })
}
