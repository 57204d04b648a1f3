import { type Rendering, readReportData } from '@ocp-perf/elt'
import { isAbort } from '@ocp-perf/errors'
import { z } from 'zod'
import { faultFrom } from '../connect/fault-of.ts'
import type { Fault } from '../contract/index.ts'
import type { Domain } from '../domains.ts'
import type { Servers } from '../servers.ts'
import type { Span } from './windows.ts'

export interface Question {
  domain: Domain
  cluster: string
  window: Span
}

/** A report with all of its points, and the id that its server knows it by. */
export interface Measured extends Rendering {
  id: string
  /** Ids of metrics whose question failed. */
  unmeasured: ReadonlySet<string>
}

export type Asked = { ok: true; measured: Measured } | { ok: false; fault: Fault }

const documentSchema = z.object({
  document: z.object({
    uri: z
      .string()
      .startsWith('report://')
      .transform((uri) => ({ uri, id: uri.slice('report://'.length) })),
  }),
})

// The history is what a past is compared with; days of it need not be asked for anew every few minutes.
const shortestComparison = '1m'

/** Has a domain's server measure and judge a window, and brings what it found. A fault is told, not thrown; an abort is thrown. */
export async function askReport(
  servers: Servers,
  { domain, cluster, window }: Question,
  signal: AbortSignal,
): Promise<Asked> {
  if (domain.report === undefined) return { ok: false, fault: withoutReport(domain) }
  const { server } = domain
  const answer = await servers.call(
    domain.report.name,
    {
      cluster,
      start_time: String(window.start),
      end_time: String(window.end),
      format: 'data',
      baseline: shortestComparison,
    },
    { signal, server },
  )
  if (!answer.ok) return { ok: false, fault: answer.fault ?? { code: 'upstream', message: answer.text } }
  try {
    const { document } = documentSchema.parse(answer.data)
    const rendering = readReportData(await servers.read(document.uri.uri, { signal, server }))
    return { ok: true, measured: { ...rendering, id: document.uri.id, unmeasured: unmeasuredOf(rendering) } }
  } catch (error) {
    if (isAbort(error)) throw error
    // Another version's answer, or a server that ended between the call and the reading: the next round asks again.
    return { ok: false, fault: error instanceof z.ZodError ? misunderstood(domain) : faultFrom(error) }
  }
}

/** What has no rows because nobody could say, not because there is nothing. */
function unmeasuredOf({ report }: Rendering): Set<string> {
  const metrics = report.sections.flatMap(({ panel }) => panel.metrics)
  return new Set(metrics.filter(({ rows, verdict }) => rows.length === 0 && verdict === 'unknown').map(({ id }) => id))
}

function withoutReport({ id, server }: Domain): Fault {
  return {
    code: 'not_found',
    message: `The server ${server} offers no report of ${id}.`,
    hint: 'Run the servers and what asks them in one version.',
  }
}

function misunderstood({ server }: Domain): Fault {
  return {
    code: 'upstream',
    message: `What ${server} answered is no report.`,
    hint: 'Run the servers and what asks them in one version.',
  }
}
