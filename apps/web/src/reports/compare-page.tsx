import { reportSchema } from '@ocp-perf/agents/contract'
import type { Report } from '@ocp-perf/panel'
import { useQuery } from '@tanstack/react-query'
import { Link } from 'wouter'
import { reportAddress } from '../api/agent.ts'
import { faultOf } from '../api/fault-of.ts'
import { request } from '../api/request.ts'
import { Busy } from '../parts/busy.tsx'
import { FaultBox } from '../parts/fault-box.tsx'
import { timeText } from '../parts/format.ts'
import { ScoreMeter } from '../parts/score-meter.tsx'
import { VerdictBadge } from '../parts/verdict-badge.tsx'
import { type Comparison, compareReports } from './compare-reports.ts'
import { ComparedFigures } from './compared-figures.tsx'
import { ComparedCauses, ComparedFindings } from './compared-items.tsx'
import { StandingChip } from './standing-chip.tsx'

/** Two reports beside each other: what came, went, became worse or better. */
export default function ComparePage({ one, other }: { one: string; other: string }) {
  const { data, error, refetch } = useQuery({
    queryKey: ['reports', 'compared', one, other],
    queryFn: async ({ signal }) => {
      const [first, second] = await Promise.all([one, other].map((id) => dataOf(id, signal)))
      return first === undefined || second === undefined ? undefined : compareReports(first, second)
    },
    // A report that is written stays as it is.
    staleTime: Number.POSITIVE_INFINITY,
  })
  return (
    <div className="page">
      <header className="page-head">
        <h1>Two reports compared</h1>
        <Link href="/reports" className="quiet-button end">
          All reports
        </Link>
      </header>
      {error !== null && <FaultBox fault={faultOf(error)} onRetry={() => void refetch()} />}
      {data === undefined && error === null && <Busy what="Reading both reports" />}
      {data !== undefined && <Compared comparison={data} />}
    </div>
  )
}

const dataOf = (id: string, signal: AbortSignal): Promise<Report> =>
  request(reportAddress(id, 'json'), reportSchema, { signal })

function Compared({ comparison }: { comparison: Comparison }) {
  const { before, after, verdict, points, causes, findings, figures, notes } = comparison
  return (
    <div className="comparison">
      <div className="sides">
        <Side name="Earlier" report={before} />
        <Side name="Later" report={after} />
      </div>
      <p className="compared-whole">
        <StandingChip standing={verdict} />
        <span>{wholeText(verdict)}</span>
        {points !== null && <span className="faint">{pointsText(points)}</span>}
      </p>
      {notes.map((note) => (
        <p key={note} className="faint">
          {note}
        </p>
      ))}
      <ComparedCauses causes={causes} />
      <ComparedFindings findings={findings} />
      <ComparedFigures figures={figures} />
    </div>
  )
}

function Side({ name, report }: { name: string; report: Report }) {
  const { cluster, domain, window, verdict, headline, score } = report
  return (
    <section className={`card edge-${verdict}`} aria-label={name}>
      <header className="card-head">
        <h2>{name}</h2>
        <VerdictBadge verdict={verdict} />
        <ScoreMeter score={score} verdict={verdict} />
      </header>
      <p className="faint">
        {domain} of {cluster} · {timeText(window.start)} to {timeText(window.end)}
      </p>
      <p className="headline">{headline}</p>
    </section>
  )
}

function wholeText(verdict: Comparison['verdict']): string {
  switch (verdict) {
    case 'worse':
      return 'As a whole it became worse.'
    case 'better':
      return 'As a whole it became better.'
    case 'unsure':
      return 'One of the two could not be judged as a whole.'
    default:
      return 'As a whole the verdict is the same.'
  }
}

function pointsText(points: number): string {
  if (points === 0) return 'The score is the same.'
  return `The score ${points > 0 ? 'rose' : 'fell'} by ${Math.abs(points)} points.`
}
