import { findReported, type Reporter, type ReportWish, type Servers } from '@ocp-perf/agents'
import type { ReportEntry, reportRequestSchema } from '@ocp-perf/agents/contract'
import type { Rendering } from '@ocp-perf/elt'
import { AppError, isAbort } from '@ocp-perf/errors'
import type { Log } from '@ocp-perf/http'
import type { z } from 'zod'
import { faultOf } from '../fault-of.ts'
import { newReportId, openReportFiles, type ReportFiles, type ReportFormat, reportFormats } from './report-files.ts'

type ReportRequest = z.infer<typeof reportRequestSchema>

export interface Reports {
  list(): Promise<ReportEntry[]>
  /** Begins to make a report and says so at once. `not_found` for an unknown domain, `rate_limited` while others are made. */
  begin(request: ReportRequest): Promise<ReportEntry>
  /** The text of a report; `not_found`, `conflict` while it is made, and what it failed with. */
  text(id: string, format: ReportFormat): Promise<string>
  /** Cuts those that are being made, and waits until that is on disk. */
  close(): Promise<void>
}

export interface ReportsOptions {
  servers: Servers
  reporter: Reporter
  folder: string
  now: () => number
  log: Log
}

// Each has a server measure a whole domain, and draws dozens of charts in this process.
const mostAtOnce = 2
const makeMs = 480_000
const retryAfterSeconds = 20

interface Making {
  entry: ReportEntry
  controller: AbortController
  made: Promise<void>
}

export function createReports({ servers, reporter, folder, now, log }: ReportsOptions): Reports {
  const files = openReportFiles(folder, log)
  const making = new Map<string, Making>()

  const make = async (entry: ReportEntry, wish: ReportWish, signal: AbortSignal): Promise<void> => {
    const told = { ...entry }
    try {
      const onProgress = (progress: string) => {
        const mine = making.get(entry.id)
        if (mine !== undefined) mine.entry = { ...mine.entry, progress }
      }
      const made = await reporter.make(wish, { signal, onProgress })
      onProgress('Writing it')
      await writeFormats(files, entry.id, made, signal)
      const { cluster, verdict, headline } = made.report
      Object.assign(told, { state: 'done', cluster, verdict, headline })
    } catch (error) {
      if (!(error instanceof AppError || isAbort(error))) log.error({ err: error }, 'A report failed because of a bug')
      Object.assign(told, { state: 'failed', fault: faultOf(signal.aborted ? signal.reason : error) })
    }
    await files.write({ ...told, progress: null })
    await files.removeOldest()
  }
  return {
    async list() {
      // Before the files are read: what is done meanwhile is then found on disk.
      const running = new Map([...making].map(([id, { entry }]) => [id, entry]))
      const stored = await files.list()
      return stored.map((entry) => standing(entry, running.get(entry.id)))
    },
    async begin(request) {
      findReported(servers, request.domain)
      if (making.size >= mostAtOnce) throw busy()
      const entry = newEntry(request, now())
      const controller = new AbortController()
      const timer = setTimeout(() => controller.abort(tooSlow()), makeMs)
      const begun = files.write(entry)
      const made = begun
        .then(() => make(entry, request, controller.signal))
        .catch((error: unknown) => log.error({ err: error, report: entry.id }, 'A report could not be stored'))
        .finally(() => {
          clearTimeout(timer)
          making.delete(entry.id)
        })
      making.set(entry.id, { entry, controller, made })
      await begun
      return entry
    },
    async text(id, format) {
      const running = making.get(id)
      if (running !== undefined) throw notYet(running.entry)
      const entry = await files.find(id)
      if (entry === undefined) throw noReport(id)
      const { fault } = standing(entry, undefined)
      if (fault !== null) throw new AppError('conflict', fault.message, { hint: fault.hint ?? 'Make it again.' })
      const text = await files.text(id, format)
      if (text === undefined) throw noReport(id)
      return text
    },
    async close() {
      const all = [...making.values()]
      for (const { controller } of all) controller.abort(cutOff())
      await Promise.all(all.map(({ made }) => made))
    },
  }
}

function newEntry({ domain, cluster = '' }: ReportRequest, created: number): ReportEntry {
  return {
    id: newReportId(),
    domain,
    cluster,
    created,
    state: 'running',
    progress: 'Starting',
    verdict: null,
    headline: null,
    fault: null,
  }
}

async function writeFormats(files: ReportFiles, id: string, made: Rendering, signal: AbortSignal): Promise<void> {
  // Loaded here, since it brings the charts.
  const { renderReport } = await import('@ocp-perf/elt')
  for (const format of ['json', 'md', 'html'] as const) {
    await files.writeText(id, format, await renderReport(made, reportFormats[format].render, signal))
  }
}

/** A stored entry as it stands: one that says it is being made, and is not, was cut off with its process. */
function standing(entry: ReportEntry, running: ReportEntry | undefined): ReportEntry {
  if (entry.state !== 'running') return entry
  return running ?? { ...entry, state: 'failed', progress: null, fault: faultOf(cutOff()) }
}

function busy(): AppError {
  return new AppError('rate_limited', `${mostAtOnce} reports are being made already.`, {
    hint: 'Wait until one of them is done and ask again.',
    retryAfterSeconds,
  })
}

function tooSlow(): AppError {
  return new AppError('timeout', `The report was not done within ${makeMs / 1000} s.`, {
    hint: 'Ask for a shorter time range.',
  })
}

function cutOff(): AppError {
  return new AppError('conflict', 'The server ended while it was making this report.', { hint: 'Make it again.' })
}

function notYet({ progress }: ReportEntry): AppError {
  return new AppError('conflict', `This report is being made: ${progress ?? 'at work'}.`, {
    hint: 'GET /api/reports says when it is done.',
    retryable: true,
  })
}

function noReport(id: string): AppError {
  return new AppError('not_found', `There is no report ${JSON.stringify(id.slice(0, 40))}.`, {
    hint: 'GET /api/reports lists those that there are; the oldest make room for new ones.',
  })
}
