import type { Chart } from '@ocp-perf/agents/contract'
import { useMemo } from 'react'
import { Charts } from '../charts/charts.tsx'
import { DiagnosisCard } from './diagnosis-card.tsx'
import { LevelWalkCard } from './level-walk-card.tsx'
import { PanelTable } from './panel-table.tsx'
import { Pre } from './pre.tsx'
import { shapesOf } from './shapes.ts'
import { Unfold } from './unfold.tsx'
import { VerdictBadge } from './verdict-badge.tsx'

interface ResultBodyProps {
  text: string
  data: unknown
  charts: readonly Chart[]
  /** Whether diagnosis, levels and charts are shown beside it already. */
  isBrief: boolean
}

/** What a tool answered: as it is best looked at, as the text that a model reads, and as raw JSON. */
export function ResultBody({ text, data, charts, isBrief }: ResultBodyProps) {
  const { diagnosis, walk, panels } = useMemo(() => shapesOf(data), [data])
  const isShaped = panels.length > 0 || (!isBrief && (diagnosis !== null || walk !== null))
  return (
    <div className="result">
      {!isBrief && diagnosis !== null && <DiagnosisCard diagnosis={diagnosis} charts={charts} />}
      {!isBrief && walk !== null && <LevelWalkCard walk={walk} />}
      {panels.map((panel) => (
        <section key={panel.panel} className="panel" aria-label={panel.panel}>
          <p className="panel-headline">
            <VerdictBadge verdict={panel.verdict} /> {panel.headline}
          </p>
          {!isBrief && charts.length > 0 && panels.length === 1 && <Charts charts={charts} />}
          <PanelTable panel={panel} />
          {panel.notes.map((note) => (
            <p key={note} className="faint">
              {note}
            </p>
          ))}
        </section>
      ))}
      {!isBrief && diagnosis === null && panels.length !== 1 && <Charts charts={charts} />}
      <Unfold className="inner" summary="Text" open={!isShaped}>
        {() => <Pre className="plain-text">{text}</Pre>}
      </Unfold>
      {data !== undefined && (
        <Unfold className="inner" summary="Raw JSON">
          {() => <Pre className="plain-text">{JSON.stringify(data, null, 2)}</Pre>}
        </Unfold>
      )}
    </div>
  )
}
