import type { Chart } from '@ocp-perf/agents/contract'
import type { Diagnosis } from '@ocp-perf/panel'
import { Charts } from '../charts/charts.tsx'
import { CauseView } from './cause-view.tsx'
import { timeText } from './format.ts'
import { ScoreMeter } from './score-meter.tsx'
import { Unfold } from './unfold.tsx'
import { VerdictBadge } from './verdict-badge.tsx'

/** What is wrong, why, since when and what to do. */
export function DiagnosisCard({ diagnosis, charts }: { diagnosis: Diagnosis; charts: readonly Chart[] }) {
  const { cluster, domain, verdict, headline, score, window, causes, consequences, unseen, notes } = diagnosis
  return (
    <section className={`card edge-${verdict}`} aria-label={`Diagnosis of ${domain}`}>
      <header className="card-head">
        <VerdictBadge verdict={verdict} />
        <h3>{domain}</h3>
        <span className="faint">
          {cluster} · {timeText(window.start)} to {timeText(window.end)}
        </span>
        <ScoreMeter score={score} verdict={verdict} />
      </header>
      {causes.length === 0 && <p className="headline">{headline}</p>}
      {causes.map((cause, index) => (
        <CauseView key={`${cause.id} ${cause.scope}`} cause={cause} isFirst={index === 0} />
      ))}
      <Charts charts={charts} />
      {consequences.length > 0 && (
        <Unfold className="inner" summary={`What follows from it (${consequences.length})`}>
          {() => consequences.map((cause) => <CauseView key={`${cause.id} ${cause.scope}`} cause={cause} isFirst />)}
        </Unfold>
      )}
      {unseen.length > 0 && (
        <Unfold className="inner" summary={`Could not be judged (${unseen.length})`}>
          {() => (
            <ul className="plain">
              {unseen.map(({ what, why }) => (
                <li key={what}>
                  <strong>{what}</strong>: {why}
                </li>
              ))}
            </ul>
          )}
        </Unfold>
      )}
      {notes.length > 0 && (
        <Unfold className="inner" summary={`Notes (${notes.length})`}>
          {() => (
            <ul className="plain">
              {notes.map((note) => (
                <li key={note}>{note}</li>
              ))}
            </ul>
          )}
        </Unfold>
      )}
    </section>
  )
}
