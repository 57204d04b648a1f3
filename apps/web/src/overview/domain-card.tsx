import type { Overview } from '@ocp-perf/agents/contract'
import { wholePercent } from '@ocp-perf/panel'
import { Link } from 'wouter'
import { askAddress } from '../chat/ask-address.ts'
import { FaultBox } from '../parts/fault-box.tsx'
import { timeText } from '../parts/format.ts'
import { ScoreMeter } from '../parts/score-meter.tsx'
import { VerdictBadge } from '../parts/verdict-badge.tsx'

const causesAtOnce = 3

/** How one domain stands. */
export function DomainCard({ title, diagnosis, fault }: Overview['domains'][number]) {
  const verdict = diagnosis?.verdict ?? 'unknown'
  const causes = diagnosis?.causes.slice(0, causesAtOnce) ?? []
  return (
    <section className={`card domain edge-${verdict}`} aria-label={title}>
      <header className="card-head">
        <h3>{title}</h3>
        <VerdictBadge verdict={verdict} />
      </header>
      {diagnosis !== null && <ScoreMeter score={diagnosis.score} verdict={verdict} />}
      {fault !== null && <FaultBox fault={fault} />}
      {causes.length === 0 && diagnosis !== null && <p className="said">{diagnosis.headline}</p>}
      <ul className="top-causes">
        {causes.map(({ id, title: cause, scope, confidence, onset }) => (
          <li key={`${id} ${scope}`}>
            <Link href={askAddress(`Why is there ${cause.toLowerCase()} at ${scope}?`)}>{cause}</Link>
            <span> {scope}</span>
            <span className="faint">
              {wholePercent(confidence)} sure{onset !== null && `, since ${timeText(onset)}`}
            </span>
          </li>
        ))}
      </ul>
      {diagnosis !== null && diagnosis.unseen.length > 0 && (
        <p className="faint">{diagnosis.unseen.length} parts could not be judged.</p>
      )}
    </section>
  )
}
