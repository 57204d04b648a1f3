import { type ReportEntry, reportRequestSchema } from '@ocp-perf/agents/contract'
import { renderPanel } from '@ocp-perf/elt'
import { Hono } from 'hono'
import { known, sample } from './sample.ts'

/** Reports that are written while one watches. */
export function scriptedReports(pace: number) {
  const entries = new Map<string, ReportEntry>()
  const diagnosis = known(sample.diagnoses, 'etcd').data
  const panel = known(sample.panels, 'get_etcd_disk_wal_fsync').data
  const begin = (domain: string): ReportEntry => {
    const id = `report-${entries.size + 1}`
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
    entries.set(id, entry)
    setTimeout(() => {
      const { verdict, headline } = diagnosis
      entries.set(id, { ...entry, state: 'done', progress: null, verdict, headline })
    }, 3000 * pace)
    return entry
  }
  return new Hono()
    .get('/', (context) => context.json({ reports: [...entries.values()] }))
    .post('/', async (context) => context.json(begin(reportRequestSchema.parse(await context.req.json()).domain)))
    .get('/:id', async (context) => {
      switch (context.req.query('format')) {
        case 'md':
          return context.text(await renderPanel(panel, new Map(), 'markdown'))
        case 'json':
          return context.json(panel)
        default:
          context.header('content-security-policy', 'sandbox allow-scripts')
          return context.html(await renderPanel(panel, new Map(), 'html'))
      }
    })
}
