import { formatValue } from '@ocp-perf/panel'
import { Charts } from '../charts/charts.tsx'
import { DiagnosisCard } from '../parts/diagnosis-card.tsx'
import { FaultBox } from '../parts/fault-box.tsx'
import { msText } from '../parts/format.ts'
import { Icon } from '../parts/icon.tsx'
import { LevelWalkCard } from '../parts/level-walk-card.tsx'
import { ResultBody } from '../parts/result-body.tsx'
import { Unfold } from '../parts/unfold.tsx'
import type { Call } from './turn.ts'

/** A tool call: folded up as what was asked, with what it found below it. */
export function CallView({ call, isOver }: { call: Call; isOver: boolean }) {
  const { diagnosis, walk, charts } = call
  return (
    <div className="call">
      <CallCard call={call} isOver={isOver} />
      {diagnosis !== null && <DiagnosisCard diagnosis={diagnosis} charts={charts} />}
      {walk !== null && <LevelWalkCard walk={walk} />}
      {diagnosis === null && <Charts charts={charts} />}
    </div>
  )
}

function CallCard({ call, isOver }: { call: Call; isOver: boolean }) {
  const { start, result, id } = call
  const args = Object.entries(start?.args ?? {})
  return (
    <Unfold
      className="call-card"
      summary={
        <>
          <CallStatus call={call} isOver={isOver} />
          <span className="call-title">{start?.title ?? id}</span>
          <code className="call-args">{args.map(([name, value]) => `${name}=${plain(value)}`).join(' ')}</code>
          <span className="call-ms">{result === null ? '' : result.again ? 'known' : msText(result.ms)}</span>
        </>
      }
    >
      {() => (
        <>
          <dl className="call-facts">
            <dt>Tool</dt>
            <dd>
              <code>{start?.tool ?? id}</code>
              {start !== null && <span className="faint"> of {start.server}</span>}
            </dd>
            {args.map(([name, value]) => [
              <dt key={`${name} name`}>{name}</dt>,
              <dd key={name}>
                <code>{plain(value)}</code>
              </dd>,
            ])}
            {result !== null && (
              <>
                <dt>Took</dt>
                <dd>
                  {formatValue(result.ms / 1000, 'seconds')}
                  {result.again && (
                    <span className="faint"> (answered from an earlier call with the same arguments)</span>
                  )}
                </dd>
              </>
            )}
          </dl>
          {result?.fault !== undefined && <FaultBox fault={result.fault} />}
          {result !== null && <ResultBody text={result.text} data={result.data} charts={call.charts} isBrief />}
        </>
      )}
    </Unfold>
  )
}

function CallStatus({ call: { result }, isOver }: { call: Call; isOver: boolean }) {
  if (result === null) {
    return isOver ? (
      <span className="call-status is-none">
        <Icon name="none" />
        <span className="hidden">without an answer</span>
      </span>
    ) : (
      <span className="call-status">
        <span className="spinner" aria-hidden="true" />
        <span className="hidden">running</span>
      </span>
    )
  }
  return (
    <span className={`call-status ${result.ok ? 'is-good' : 'is-bad'}`}>
      <Icon name={result.ok ? 'check' : 'bad'} />
      <span className="hidden">{result.ok ? 'answered' : 'failed'}</span>
    </span>
  )
}

const plain = (value: unknown): string => (typeof value === 'string' ? value : JSON.stringify(value))
