import type { ComparedFigure, Standing } from './compare-reports.ts'

const looks: Readonly<Record<Standing | ComparedFigure['standing'], { sign: string; tint: string; word: string }>> = {
  new: { sign: '+', tint: 'critical', word: 'new' },
  worse: { sign: '▲', tint: 'degraded', word: 'worse' },
  unsure: { sign: '?', tint: 'unknown', word: 'cannot tell' },
  same: { sign: '=', tint: 'unknown', word: 'same' },
  better: { sign: '▼', tint: 'ok', word: 'better' },
  gone: { sign: '−', tint: 'ok', word: 'gone' },
  rose: { sign: '↗', tint: 'unknown', word: 'rose' },
  fell: { sign: '↘', tint: 'unknown', word: 'fell' },
}

/** How something stands beside what it was, by word, sign and colour. */
export function StandingChip({ standing }: { standing: keyof typeof looks }) {
  const { sign, tint, word } = looks[standing]
  return (
    <span className={`badge is-${tint}`}>
      <span aria-hidden="true">{sign}</span> {word}
    </span>
  )
}
