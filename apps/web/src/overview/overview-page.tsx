import type { Overview } from '@ocp-perf/agents/contract'
import { useState } from 'react'
import { Link } from 'wouter'
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
import { useEarlier, useGlance, useLiveCharts, usePause } from './use-glance.ts'
import { type Shift, shifts } from './windows.ts'

/** The cluster at a glance. */
export default function OverviewPage() {
  const { range } = useScope()
  const { isPaused, isStill, toggle } = usePause()
  const [shift, setShift] = useState<Shift | undefined>(undefined)
  const { data, error, refetch, isFetching, dataUpdatedAt } = useGlance(isPaused)
  return (
    <div className="page">
      <header className="page-head">
        <h1>Overview</h1>
        <span className="faint">{rangeText(range)}</span>
        <span className="end faint">{dataUpdatedAt > 0 && `as of ${timeText(dataUpdatedAt / 1000)}`}</span>
        <ShiftPicker shift={shift} onChoose={setShift} />
        <button type="button" className="button" aria-pressed={isPaused} onClick={toggle}>
          <Icon name={isPaused ? 'play' : 'pause'} />
          {isPaused ? 'Go on' : 'Pause'}
        </button>
        <button type="button" className="button" onClick={() => void refetch()} disabled={isFetching}>
          <Icon name="retry" />
          {isFetching ? 'Refreshing' : 'Refresh'}
        </button>
      </header>
      {isStill && isPaused && (
        <p className="faint">Paused, since your system asks for less motion: nothing changes by itself.</p>
      )}
      {error !== null && <FaultBox fault={faultOf(error)} onRetry={() => void refetch()} />}
      {data === undefined && error === null && <Busy what="Looking at the cluster" />}
      {data !== undefined && <Glance overview={data} seenAtMs={dataUpdatedAt} isPaused={isPaused} shift={shift} />}
      <ServersHealth isPaused={isPaused} />
    </div>
  )
}

function ShiftPicker({ shift, onChoose }: { shift: Shift | undefined; onChoose(shift: Shift | undefined): void }) {
  return (
    <label className="shift-picker">
      <span className="hidden">Compare with</span>
      <select value={shift?.id ?? ''} onChange={({ target }) => onChoose(shifts.find(({ id }) => id === target.value))}>
        <option value="">Compare with nothing</option>
        {shifts.map(({ id, option }) => (
          <option key={id} value={id}>
            {option}
          </option>
        ))}
      </select>
    </label>
  )
}

interface GlanceProps {
  overview: Overview
  /** When it was asked for, unix milliseconds. */
  seenAtMs: number
  isPaused: boolean
  shift: Shift | undefined
}

function Glance({ overview, seenAtMs, isPaused, shift }: GlanceProps) {
  const { cluster, verdict, headline, domains } = overview
  const charts = useLiveCharts(overview, seenAtMs, isPaused)
  const earlier = useEarlier(overview, shift)
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
        {shift !== undefined && earlier.glance !== undefined && (
          <p className="then">
            <span className="faint">{shift.name}:</span> <VerdictBadge verdict={earlier.glance.verdict} />
          </p>
        )}
      </section>
      {earlier.error !== null && <FaultBox fault={faultOf(earlier.error)} />}
      {shift !== undefined && earlier.glance === undefined && earlier.error === null && (
        <Busy what={`Looking at the cluster ${shift.name}`} />
      )}
      <div className="domains">
        {domains.map((each) => (
          <DomainCard
            key={each.domain}
            now={each}
            then={earlier.glance?.domains.find(({ domain }) => domain === each.domain)}
            thenName={shift?.name ?? ''}
          />
        ))}
      </div>
      {charts.length > 0 && (
        <section aria-labelledby="key-charts">
          <h2 id="key-charts">Key metrics</h2>
          <Charts charts={charts} earlierOf={(metric) => earlier.lines.get(metric)} />
        </section>
      )}
    </>
  )
}
