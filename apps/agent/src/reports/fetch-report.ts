import type { Servers } from '@ocp-perf/agents'
import { type Points, readPoints } from '@ocp-perf/agents/charts'
import type { Range } from '@ocp-perf/agents/contract'
import { AppError, type ErrorCode, errorCodes } from '@ocp-perf/errors'
import type { MetricResult, Report } from '@ocp-perf/panel'
import { reportSchema } from '@ocp-perf/panel'
import type { Frame } from '@ocp-perf/promql'
import { z } from 'zod'
import type { Domain } from '../domains.ts'
import { pooled } from '../pooled.ts'

/** A report and the points behind it, as `renderReport` takes them. */
export interface FetchedReport {
  report: Report
  frames: ReadonlyMap<string, Frame>
}

export interface ReportWish {
  domain: Domain
  cluster: string | undefined
  range: Range | undefined
  baseline: string | undefined
}

interface FetchOptions {
  signal: AbortSignal
  /** Told what is being done. */
  onProgress: (doing: string) => void
}

// A page draws a part of these; more of them would only make its reader wait.
const mostMetrics = 160
const readAtOnce = 6

const documentSchema = z.object({ document: z.object({ uri: z.string() }) })

/**
 * Has a domain's server make its report, and reads it with the points of what it measured. The report comes as data, so
 * that one making gives every format.
 */
export async function fetchReport(servers: Servers, wish: ReportWish, options: FetchOptions): Promise<FetchedReport> {
  const { signal, onProgress } = options
  const { domain, cluster, range, baseline } = wish
  const tool = reportToolOf(domain)
  const properties = z.record(z.string(), z.unknown()).catch({}).parse(tool.input_schema.properties)
  if (baseline !== undefined && !('baseline' in properties)) throw ownBaseline(domain)
  onProgress('Measuring and judging')
  const args = {
    format: 'json',
    ...(cluster === undefined ? {} : { cluster }),
    ...(baseline === undefined ? {} : { baseline }),
    ...range,
  }
  const { data, fault } = await servers.call(tool.name, args, { signal, server: domain.server })
  if (fault !== undefined) throw errorOf(fault)
  const { document } = documentSchema.parse(data)
  const report = reportSchema.parse(await servers.read(document.uri, { signal, server: domain.server }))
  const metrics = drawableOf(report)
  onProgress(`Reading the points of ${metrics.length} metrics`)
  const frames = await pooled(metrics, readAtOnce, async ({ id, uri }): Promise<readonly [string, Frame][]> => {
    try {
      return [[id, frameOf(await readPoints(servers, uri, domain.server, signal))]]
    } catch {
      signal.throwIfAborted()
      // The figures are in the report; this metric goes without its chart.
      return []
    }
  })
  return { report, frames: new Map(frames.flat()) }
}

/** `invalid_input` for a domain without a report. */
export function reportToolOf({ title, report }: Domain) {
  if (report !== undefined) return report
  throw new AppError('invalid_input', `There is no report of ${title}.`, {
    hint: 'GET /api/tools lists what its server can do.',
  })
}

function drawableOf({ sections }: Report): MetricResult[] {
  const metrics = sections.flatMap(({ panel }) => panel.metrics)
  const drawable = metrics.filter(({ rows, unit }) => rows.length > 0 && unit !== 'timestamp')
  return [...new Map(drawable.map((metric) => [metric.id, metric])).values()].slice(0, mostMetrics)
}

function frameOf({ series }: Points): Frame {
  return {
    series: series.map(({ labels, points }) => ({
      labels,
      times: Float64Array.from(points, ([time]) => time),
      values: Float64Array.from(points, ([, value]) => value ?? Number.NaN),
    })),
    warnings: [],
    partial: false,
  }
}

function errorOf({ code, message, hint }: { code: string; message: string; hint?: string | undefined }): AppError {
  const known: ErrorCode = errorCodes.find((each) => each === code) ?? 'upstream'
  return new AppError(known, message, hint === undefined ? {} : { hint })
}

function ownBaseline({ title }: Domain): AppError {
  return new AppError('invalid_input', `The report of ${title} chooses itself what it compares with.`, {
    hint: 'Leave baseline out: it compares with the same hours of earlier days.',
  })
}
