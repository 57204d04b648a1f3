import { memo, useState } from 'react'
import { FaultBox } from '../parts/fault-box.tsx'
import { Icon } from '../parts/icon.tsx'
import { Markdown } from '../parts/markdown.tsx'
import { CallView } from './call-view.tsx'
import { Composer } from './composer.tsx'
import type { Turn } from './turn.ts'

interface TurnActions {
  /** Asks in place of this turn and of all after it. */
  replace(index: number, question: string): void
  ask(question: string): void
}

interface TurnViewProps {
  turn: Turn
  index: number
  /** Whether more of its answer is still to come. */
  isRunning: boolean
  isLast: boolean
  /** Whether a question can be asked now. */
  canAsk: boolean
  actions: TurnActions
}

/** A question with its answer. */
export const TurnView = memo(function TurnView({ turn, index, isRunning, isLast, canAsk, actions }: TurnViewProps) {
  const [isEdited, setEdited] = useState(false)
  const { question, parts, faults, suggestions } = turn
  return (
    <article className="turn" aria-label={`Question ${index + 1}`}>
      {isEdited ? (
        <Composer
          label="Edit the question"
          initial={question}
          canAsk={canAsk}
          onAsk={(changed) => {
            setEdited(false)
            actions.replace(index, changed)
          }}
          onLeave={() => setEdited(false)}
        />
      ) : (
        <div className="question">
          <p>{question}</p>
          <button
            type="button"
            className="icon-button"
            aria-label="Edit the question"
            title="Edit the question"
            disabled={!canAsk}
            onClick={() => setEdited(true)}
          >
            <Icon name="edit" />
          </button>
        </div>
      )}
      <div className="answer" aria-busy={isRunning}>
        {parts.map((part, place) =>
          part.kind === 'text' ? (
            // biome-ignore lint/suspicious/noArrayIndexKey: parts are only ever added at the end
            <Markdown key={place} text={part.text} />
          ) : (
            <CallPart key={part.call} turn={turn} id={part.call} isOver={!isRunning} />
          ),
        )}
        {faults.map((fault) => (
          <FaultBox key={fault.message} fault={fault} />
        ))}
        {isRunning && parts.length === 0 && <p className="busy thinking">Looking into it…</p>}
        {isRunning && parts.length > 0 && <span className="caret" aria-hidden="true" />}
        {!isRunning && <TurnFoot turn={turn} canAsk={canAsk} onRetry={() => actions.replace(index, question)} />}
      </div>
      {isLast && !isRunning && suggestions.length > 0 && (
        <ul className="suggestions" aria-label="Questions that lead on">
          {suggestions.map((each) => (
            <li key={each}>
              <button type="button" disabled={!canAsk} onClick={() => actions.ask(each)}>
                {each}
              </button>
            </li>
          ))}
        </ul>
      )}
    </article>
  )
})

function CallPart({ turn, id, isOver }: { turn: Turn; id: string; isOver: boolean }) {
  const call = turn.calls[id]
  return call === undefined ? null : <CallView call={call} isOver={isOver} />
}

function TurnFoot({ turn, canAsk, onRetry }: { turn: Turn; canAsk: boolean; onRetry(): void }) {
  const { done, usage, model } = turn
  const tokens = usage === null ? 0 : usage.input_tokens + usage.output_tokens
  return (
    <footer className="turn-foot">
      <button type="button" className="quiet-button" disabled={!canAsk} onClick={onRetry}>
        <Icon name="retry" />
        Ask again
      </button>
      <span className="faint">{endText(done?.reason)}</span>
      <span className="faint end">
        {model ?? 'without a model'}
        {usage !== null && ` · ${usage.calls} ${usage.calls === 1 ? 'call' : 'calls'}`}
        {tokens > 0 && ` · ${tokens.toLocaleString('en')} tokens`}
      </span>
    </footer>
  )
}

function endText(reason: 'answered' | 'budget' | 'cancelled' | 'failed' | undefined): string {
  switch (reason) {
    case 'answered':
      return ''
    case 'budget':
      return 'Cut short: a limit on calls or tokens was reached.'
    case 'cancelled':
      return 'Stopped.'
    case 'failed':
      return 'It could not be answered in full.'
    case undefined:
      return 'Not read to its end.'
  }
}
