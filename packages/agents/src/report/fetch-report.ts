import { type Rendering, readReportData } from '@ocp-perf/elt'
import { AppError } from '@ocp-perf/errors'
import { z } from 'zod'
import { errorFrom } from '../connect/fault-of.ts'
import type { ReportedDomain } from '../domains.ts'
import type { Servers } from '../servers.ts'
import type { ReportOptions, ReportWish } from './reporter.ts'

const documentSchema = z.object({ document: z.object({ uri: z.string() }) })

/** Has a domain's server make its report, and reads it with all its points. */
export async function fetchReport(
  servers: Servers,
  { report, server }: ReportedDomain,
  wish: Omit<ReportWish, 'domain'>,
  { signal, onProgress }: ReportOptions,
): Promise<Rendering> {
  onProgress?.('Measuring and judging')
  const args = { format: 'data', ...argsOf(wish) }
  const { data, fault } = await servers.call(report.name, args, { signal, server })
  if (fault !== undefined) throw errorFrom(fault)
  const { document } = readAnswer(data, report.name)
  onProgress?.('Reading the report with its points')
  return readReportData(await servers.read(document.uri, { signal, server }))
}

/** What a tool is asked with. */
export function argsOf({ cluster, range, baseline }: Omit<ReportWish, 'domain'>) {
  return {
    ...(cluster === undefined ? {} : { cluster }),
    ...(baseline === undefined ? {} : { baseline }),
    ...range,
  }
}

function readAnswer(data: unknown, tool: string): z.infer<typeof documentSchema> {
  const parsed = documentSchema.safeParse(data)
  if (parsed.success) return parsed.data
  throw new AppError('upstream', `${tool} names no document in its answer.`, {
    hint: 'Run the servers and what asks them in one version.',
    cause: parsed.error,
  })
}
