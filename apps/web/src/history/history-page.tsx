import type { HistorySeries } from '@ocp-perf/agents/contract'
import { useQuery } from '@tanstack/react-query'
import { useMemo, useState } from 'react'
import { agent } from '../api/agent.ts'
import { faultOf } from '../api/fault-of.ts'
import { rangeText, windowOf } from '../app/range.ts'
import { useScope } from '../app/settings.tsx'
import { ChartFigure } from '../charts/chart-figure.tsx'
import { Busy } from '../parts/busy.tsx'
import { FaultBox } from '../parts/fault-box.tsx'
import { timeText } from '../parts/format.ts'
import { VerdictBadge } from '../parts/verdict-badge.tsx'

/** What was recorded of a metric, with the findings of its time. */
export default function HistoryPage() {
  const { cluster, range } = useScope()
  const { data, error, refetch } = useQuery({
    queryKey: ['history'],
    queryFn: ({ signal }) => agent.historyMetrics(signal),
  })
  const [wanted, setWanted] = useState<string | null>(null)
  const metrics = useMemo(() => {
    const all = data?.metrics ?? []
    const own = all.filter((each) => cluster === undefined || each.cluster === cluster)
    return [...(own.length === 0 ? all : own)].sort((a, b) => a.title.localeCompare(b.title))
  }, [data, cluster])
  const chosen = metrics.find(({ metric }) => metric === wanted) ?? metrics[0]
  return (
    <div className="page">
      <header className="page-head">
        <h1>History</h1>
        <span className="faint">{rangeText(range)}</span>
      </header>
      {error !== null && <FaultBox fault={faultOf(error)} onRetry={() => void refetch()} />}
      {data === undefined && error === null && <Busy what="Asking what was recorded" />}
      {data !== undefined && chosen === undefined && (
        <p>Nothing has been recorded yet. Every question and every report adds to the history.</p>
      )}
      {chosen !== undefined && (
        <>
          <label className="field metric-choice">
            <span>Metric</span>
            <select value={chosen.metric} onChange={({ target }) => setWanted(target.value)}>
              {metrics.map(({ metric, title, samples, cluster: of }) => (
                <option key={`${of} ${metric}`} value={metric}>
                  {title} · {samples.toLocaleString('en')} samples
                </option>
              ))}
            </select>
          </label>
          <Recorded cluster={chosen.cluster} metric={chosen.metric} />
        </>
      )}
    </div>
  )
}

function Recorded({ cluster, metric }: { cluster: string; metric: string }) {
  const { range } = useScope()
  const { data, error, refetch } = useQuery({
    queryKey: ['history', cluster, metric, range],
    queryFn: ({ signal }) => {
      const { start, end } = windowOf(range, Date.now() / 1000)
      return agent.historySeries(cluster, metric, start, end, signal)
    },
  })
  if (error !== null) return <FaultBox fault={faultOf(error)} onRetry={() => void refetch()} />
  return data === undefined ? <Busy what="Reading" /> : <Course series={data} />
}

function Course({ series: { chart, findings } }: { series: HistorySeries }) {
  const moments = useMemo(() => findings.map(({ at }, index) => ({ at, name: String(index + 1) })), [findings])
  return (
    <>
      <div className="card">
        <ChartFigure chart={chart} moments={moments} tall />
      </div>
      <h2>Findings</h2>
      {findings.length === 0 ? (
        <p className="faint">Nothing was found in this time.</p>
      ) : (
        <ol className="findings">
          {findings.map(({ at, severity, cause, summary }) => (
            <li key={`${at} ${cause} ${summary}`}>
              <VerdictBadge verdict={severity} />
              <div>
                <strong>{cause}</strong> <span className="faint">{timeText(at)}</span>
                <p className="said">{summary}</p>
              </div>
            </li>
          ))}
        </ol>
      )}
    </>
  )
}
