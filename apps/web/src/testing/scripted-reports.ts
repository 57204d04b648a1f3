import { type ReportEntry, reportRequestSchema } from '@ocp-perf/agents/contract'
import { renderReport } from '@ocp-perf/elt'
import type { Report } from '@ocp-perf/panel'
import { Hono } from 'hono'
import { calmReport, slowReport } from './sample-reports.ts'

interface Kept {
  entry: ReportEntry
  report: Report
}

/** Reports that are written while one watches: of a calm hour first, then of one with a slow disk, and so on. */
export function scriptedReports(pace: number) {
  const kept = new Map<string, Kept>()
  const begin = (domain: string): ReportEntry => {
    const id = `report-${kept.size + 1}`
    const report = kept.size % 2 === 0 ? calmReport() : slowReport()
    const entry: ReportEntry = {
      id,
      domain,
      cluster: 'demo',
      created: Date.now() / 1000,
      state: 'running',
      progress: 'Measuring disk, network and Raft of etcd',
      verdict: null,
      headline: null,
      fault: null,
    }
    kept.set(id, { entry, report })
    setTimeout(() => {
      const { verdict, headline } = report
      kept.set(id, { entry: { ...entry, state: 'done', progress: null, verdict, headline }, report })
    }, 3000 * pace)
    return entry
  }
  return new Hono()
    .get('/', (context) => context.json({ reports: [...kept.values()].map(({ entry }) => entry) }))
    .post('/', async (context) => context.json(begin(reportRequestSchema.parse(await context.req.json()).domain)))
    .get('/:id', async (context) => {
      const found = kept.get(context.req.param('id'))
      if (found === undefined) return context.json(gone, 404)
      const rendering = { report: found.report, frames: new Map() }
      switch (context.req.query('format')) {
        case 'md':
          return context.text(await renderReport(rendering, 'markdown'))
        case 'json':
          return context.json(found.report)
        default:
          context.header('content-security-policy', 'sandbox allow-scripts')
          return context.html(await renderReport(rendering, 'html'))
      }
    })
}

const gone = { code: 'not_found', message: 'That report is not kept any more.', hint: 'Write a new one.' }
