import type { LevelWalk } from '@ocp-perf/panel'
import { CauseView } from './cause-view.tsx'
import { timeText } from './format.ts'
import { Unfold } from './unfold.tsx'
import { VerdictBadge } from './verdict-badge.tsx'

/** The levels of a cluster, each resting on those before it, and where the walk stopped. */
export function LevelWalkCard({ walk }: { walk: LevelWalk }) {
  const { cluster, window, verdict, headline, symptom, levels, stopped_at: stoppedAt, causes } = walk
  return (
    <section className={`card edge-${verdict}`} aria-label="Walk through the levels">
      <header className="card-head">
        <VerdictBadge verdict={verdict} />
        <h3>Levels of the cluster</h3>
        <span className="faint">
          {cluster} · {timeText(window.start)} to {timeText(window.end)}
        </span>
      </header>
      <p className="headline">{headline}</p>
      {symptom !== null && (
        <p className="symptom">
          <strong>Symptom</strong> {symptom.says}
          {symptom.since !== null && <span className="faint"> since {timeText(symptom.since)}</span>}
        </p>
      )}
      <ol className="levels">
        {levels.map((level) => (
          <li
            key={level.id}
            className={`level is-at-${level.verdict}`}
            aria-current={level.id === stoppedAt ? 'step' : undefined}
          >
            <div className="level-head">
              <span className="level-title">{level.title}</span>
              <VerdictBadge verdict={level.verdict} />
              {level.id === stoppedAt && <span className="stopped">stopped here</span>}
            </div>
            <p>{level.says}</p>
          </li>
        ))}
      </ol>
      {causes.length > 0 && (
        <Unfold className="inner" summary={`Causes at that level (${causes.length})`}>
          {() => causes.map((cause) => <CauseView key={`${cause.id} ${cause.scope}`} cause={cause} isFirst={false} />)}
        </Unfold>
      )}
    </section>
  )
}
