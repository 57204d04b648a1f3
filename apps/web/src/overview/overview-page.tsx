import type { Overview } from '@ocp-perf/agents/contract'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { Link } from 'wouter'
import { agent } from '../api/agent.ts'
import { faultOf } from '../api/fault-of.ts'
import { rangeText } from '../app/range.ts'
import { useScope } from '../app/settings.tsx'
import { Charts } from '../charts/charts.tsx'
import { askAddress } from '../chat/ask-address.ts'
import { Busy } from '../parts/busy.tsx'
import { FaultBox } from '../parts/fault-box.tsx'
import { timeText } from '../parts/format.ts'
import { Icon } from '../parts/icon.tsx'
import { VerdictBadge } from '../parts/verdict-badge.tsx'
import { DomainCard } from './domain-card.tsx'
import { ServersHealth } from './servers-health.tsx'

const refreshMs = 30_000

/** The cluster at a glance. */
export default function OverviewPage() {
  const { cluster, range } = useScope()
  const [isPaused, setPaused] = useState(false)
  const { data, error, refetch, isFetching, dataUpdatedAt } = useQuery({
    queryKey: ['overview', cluster, range],
    queryFn: ({ signal }) => agent.overview(cluster, range, signal),
    refetchInterval: isPaused ? false : refreshMs,
  })
  return (
    <div className="page">
      <header className="page-head">
        <h1>Overview</h1>
        <span className="faint">{rangeText(range)}</span>
        <span className="end faint">{dataUpdatedAt > 0 && `as of ${timeText(dataUpdatedAt / 1000)}`}</span>
        <button type="button" className="button" aria-pressed={isPaused} onClick={() => setPaused(!isPaused)}>
          <Icon name={isPaused ? 'play' : 'pause'} />
          {isPaused ? 'Go on' : 'Pause'}
        </button>
        <button type="button" className="button" onClick={() => void refetch()} disabled={isFetching}>
          <Icon name="retry" />
          {isFetching ? 'Refreshing' : 'Refresh'}
        </button>
      </header>
      {error !== null && <FaultBox fault={faultOf(error)} onRetry={() => void refetch()} />}
      {data === undefined ? error === null && <Busy what="Looking at the cluster" /> : <Glance overview={data} />}
      <ServersHealth isPaused={isPaused} />
    </div>
  )
}

function Glance({ overview }: { overview: Overview }) {
  const { cluster, verdict, headline, domains, charts } = overview
  return (
    <>
      <section className={`card glance edge-${verdict}`} aria-label="The cluster as a whole">
        <header className="card-head">
          <VerdictBadge verdict={verdict} />
          <h2>{cluster}</h2>
          <Link href={askAddress('Why is the cluster slow?')} className="button end">
            <Icon name="chat" />
            Ask why
          </Link>
        </header>
        <p className="headline">{headline}</p>
      </section>
      <div className="domains">
        {domains.map((each) => (
          <DomainCard key={each.domain} {...each} />
        ))}
      </div>
      {charts.length > 0 && (
        <section aria-labelledby="key-charts">
          <h2 id="key-charts">Key metrics</h2>
          <Charts charts={charts} />
        </section>
      )}
    </>
  )
}
