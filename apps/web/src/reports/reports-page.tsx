import type { ReportEntry } from '@ocp-perf/agents/contract'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { type FormEvent, useState } from 'react'
import { Link, useLocation } from 'wouter'
import { agent, reportAddress } from '../api/agent.ts'
import { faultOf } from '../api/fault-of.ts'
import { rangeText } from '../app/range.ts'
import { useScope } from '../app/settings.tsx'
import { Busy } from '../parts/busy.tsx'
import { FaultBox } from '../parts/fault-box.tsx'
import { agoText } from '../parts/format.ts'
import { Icon } from '../parts/icon.tsx'
import { VerdictBadge } from '../parts/verdict-badge.tsx'

const pollMs = 1500
const formats = [
  { format: 'html', name: 'HTML' },
  { format: 'md', name: 'Markdown' },
  { format: 'json', name: 'JSON' },
] as const

/** Reports that were written, one of them open, and the way to a new one. */
export default function ReportsPage({ id }: { id: string | undefined }) {
  const { data, error, refetch } = useQuery({
    queryKey: ['reports'],
    queryFn: ({ signal }) => agent.reports(signal),
    refetchInterval: ({ state }) => (state.data?.reports.some(({ state }) => state === 'running') ? pollMs : false),
  })
  const reports = [...(data?.reports ?? [])].sort((a, b) => b.created - a.created)
  const open = reports.find((each) => each.id === id)
  const [chosen, setChosen] = useState<readonly string[]>([])
  if (open !== undefined) return <OpenReport report={open} />
  const choose = (report: string, isChosen: boolean) =>
    setChosen((before) => [...before.filter((each) => each !== report), ...(isChosen ? [report] : [])].slice(-2))
  return (
    <div className="page">
      <header className="page-head">
        <h1>Reports</h1>
      </header>
      <NewReport />
      {error !== null && <FaultBox fault={faultOf(error)} onRetry={() => void refetch()} />}
      {data === undefined && error === null && <Busy what="Asking for the reports" />}
      {id !== undefined && data !== undefined && (
        <FaultBox
          fault={{ code: 'not_found', message: 'That report is not kept any more.', hint: 'Write a new one.' }}
        />
      )}
      {data !== undefined && reports.length === 0 && <p className="faint">No report has been written yet.</p>}
      {reports.filter(({ state }) => state === 'done').length > 1 && <CompareBar chosen={chosen} />}
      <ul className="reports">
        {reports.map((report) => (
          <ReportItem
            key={report.id}
            report={report}
            isChosen={chosen.includes(report.id)}
            onChoose={(isChosen) => choose(report.id, isChosen)}
          />
        ))}
      </ul>
    </div>
  )
}

function NewReport() {
  const { cluster, range } = useScope()
  const queries = useQueryClient()
  const about = useQuery({ queryKey: ['about'], queryFn: ({ signal }) => agent.about(signal), staleTime: 300_000 })
  const domains = about.data?.domains ?? []
  const { mutate, isPending, error } = useMutation({
    mutationFn: (domain: string) => agent.createReport(domain, cluster, range),
    onSettled: () => queries.invalidateQueries({ queryKey: ['reports'] }),
  })
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault()
    mutate(String(new FormData(event.currentTarget).get('domain')))
  }
  return (
    <form className="new-report card" onSubmit={submit}>
      <label className="field">
        <span>Domain</span>
        <select name="domain">
          {domains.map(({ id, title }) => (
            <option key={id} value={id}>
              {title}
            </option>
          ))}
        </select>
      </label>
      <p className="faint">{rangeText(range)}; cluster and time are chosen at the top of the page.</p>
      <button type="submit" className="button primary" disabled={isPending || domains.length === 0}>
        <Icon name="plus" />
        Write a report
      </button>
      {error !== null && <FaultBox fault={faultOf(error)} />}
    </form>
  )
}

/** The way to two reports beside each other. */
function CompareBar({ chosen }: { chosen: readonly string[] }) {
  const [one, other] = chosen
  return (
    <p className="compare-bar">
      {one !== undefined && other !== undefined ? (
        <Link
          href={`/reports/compare/${encodeURIComponent(one)}/${encodeURIComponent(other)}`}
          className="button primary"
        >
          Compare the two
        </Link>
      ) : (
        <span className="faint">
          {one === undefined ? 'Tick two reports' : 'Tick one more report'} to compare them.
        </span>
      )}
    </p>
  )
}

interface ReportItemProps {
  report: ReportEntry
  isChosen: boolean
  onChoose(isChosen: boolean): void
}

function ReportItem({ report, isChosen, onChoose }: ReportItemProps) {
  const { id, domain, cluster, created, state, progress, verdict, headline, fault } = report
  return (
    <li className={`card report edge-${verdict ?? 'unknown'}`}>
      <header className="card-head">
        {state === 'done' && (
          <input
            type="checkbox"
            checked={isChosen}
            onChange={({ target }) => onChoose(target.checked)}
            aria-label={`Compare the report on ${domain} of ${cluster}, ${agoText(created)}`}
          />
        )}
        {verdict !== null && <VerdictBadge verdict={verdict} />}
        <h2>{state === 'done' ? <Link href={`/reports/${encodeURIComponent(id)}`}>{domain}</Link> : domain}</h2>
        <span className="faint">
          {cluster} · {agoText(created)}
        </span>
        {state === 'done' && <Downloads id={id} />}
      </header>
      {state === 'running' && <Busy what={progress ?? 'Writing'} />}
      {headline !== null && <p className="said">{headline}</p>}
      {fault !== null && <FaultBox fault={fault} />}
    </li>
  )
}

function Downloads({ id }: { id: string }) {
  return (
    <span className="downloads end">
      {formats.map(({ format, name }) => (
        <a key={format} href={reportAddress(id, format)} download={`report-${id}.${format}`} className="quiet-button">
          <Icon name="download" />
          {name}
        </a>
      ))}
    </span>
  )
}

function OpenReport({ report: { id, domain, cluster, created } }: { report: ReportEntry }) {
  const [, navigate] = useLocation()
  return (
    <div className="open-report">
      <header className="page-head">
        <button type="button" className="quiet-button" onClick={() => navigate('/reports')}>
          All reports
        </button>
        <h1>{domain}</h1>
        <span className="faint">
          {cluster} · {agoText(created)}
        </span>
        <Downloads id={id} />
      </header>
      {/* Without same-origin: what is in a report can reach nothing of this page. */}
      <iframe title={`Report on ${domain}`} sandbox="allow-scripts" src={reportAddress(id, 'html')} />
    </div>
  )
}
