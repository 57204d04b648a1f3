import type { Overview } from '@ocp-perf/agents/contract'
import { wholePercent } from '@ocp-perf/panel'
import { Link } from 'wouter'
import { askAddress, questionAbout } from '../chat/ask-address.ts'
import { FaultBox } from '../parts/fault-box.tsx'
import { timeText } from '../parts/format.ts'
import { ScoreMeter } from '../parts/score-meter.tsx'
import { VerdictBadge } from '../parts/verdict-badge.tsx'

const causesAtOnce = 3

type Domain = Overview['domains'][number]

interface DomainCardProps {
  now: Domain
  /** How it stood before, where that is asked. */
  then: Domain | undefined
  thenName: string
}

/** How one domain stands. */
export function DomainCard({ now: { title, diagnosis, fault }, then, thenName }: DomainCardProps) {
  const verdict = diagnosis?.verdict ?? 'unknown'
  const causes = diagnosis?.causes.slice(0, causesAtOnce) ?? []
  return (
    <section className={`card domain edge-${verdict}`} aria-label={title}>
      <header className="card-head">
        <h3>{title}</h3>
        <VerdictBadge verdict={verdict} />
      </header>
      {diagnosis !== null && <ScoreMeter score={diagnosis.score} verdict={verdict} />}
      {then !== undefined && <Then then={then} name={thenName} score={diagnosis?.score.value ?? null} />}
      {fault !== null && <FaultBox fault={fault} />}
      {causes.length === 0 && diagnosis !== null && <p className="said">{diagnosis.headline}</p>}
      <ul className="top-causes">
        {causes.map(({ id, title: cause, scope, confidence, onset, ...about }) => (
          <li key={`${id} ${scope}`}>
            <Link href={askAddress(questionAbout({ title: cause, scope, ...about }))}>{cause}</Link>
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

/** How it stood before, and by how much the score has changed since. */
function Then({ then: { diagnosis, fault }, name, score }: { then: Domain; name: string; score: number | null }) {
  const before = diagnosis?.score.value ?? null
  const points = before === null || score === null ? null : score - before
  return (
    <p className="then">
      <span className="faint">{name}:</span> <VerdictBadge verdict={diagnosis?.verdict ?? 'unknown'} />{' '}
      {before !== null && <b>{before}</b>}
      <span className="faint">
        {points !== null &&
          ` ${points === 0 ? 'the same score' : `${points > 0 ? '+' : '−'}${Math.abs(points)} since`}`}
        {fault?.message}
      </span>
    </p>
  )
}
