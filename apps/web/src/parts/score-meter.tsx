import type { Score, Verdict } from '@ocp-perf/panel'

/** A score from 0 to 100 as a figure and a bar, with what it is made of on demand. */
export function ScoreMeter({ score, verdict }: { score: Score; verdict: Verdict }) {
  const because = score.parts.map(({ points, because }) => `${points} ${because}`).join('\n')
  if (score.value === null) return <span className="score faint">no score</span>
  return (
    <span className={`score edge-${verdict}`} title={because || 'Nothing was taken off.'}>
      <svg viewBox="0 0 100 6" preserveAspectRatio="none" aria-hidden="true">
        <rect width="100" height="6" className="score-rest" />
        <rect width={score.value} height="6" className="score-bar" />
      </svg>
      <span>
        <b>{score.value}</b>
        <span className="faint"> / 100</span>
      </span>
    </span>
  )
}
