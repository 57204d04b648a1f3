import { useQueryClient } from '@tanstack/react-query'
import { useCallback, useEffect, useMemo, useRef, useState } from 'react'
import { useLocation } from 'wouter'
import { ClusterPicker } from '../app/cluster-picker.tsx'
import { RangePicker } from '../app/range-picker.tsx'
import { ownTimeZone } from '../app/time-zone.ts'
import { Busy } from '../parts/busy.tsx'
import { FaultBox } from '../parts/fault-box.tsx'
import { ChatHead } from './chat-head.tsx'
import type { ChatState } from './chat-state.ts'
import { Composer } from './composer.tsx'
import { ThreadList } from './thread-list.tsx'
import { TurnView } from './turn-view.tsx'
import { useChat } from './use-chat.ts'
import { type ConversationScope, useConversationScope } from './use-conversation-scope.ts'
import { useFollowEnd } from './use-follow-end.ts'
import { refreshThreads, useNewsOfThreads, useThreads } from './use-threads.ts'
import { Welcome } from './welcome.tsx'

interface ChatPageProps {
  thread: string | null
  /** A question to begin with. */
  asked: string | null
}

/** The first page: questions and answers. */
export function ChatPage({ thread, asked }: ChatPageProps) {
  const [, navigate] = useLocation()
  const queries = useQueryClient()
  const scope = useConversationScope(thread)
  const [isListOpen, setListOpen] = useState(false)
  const onChange = useCallback(
    (id: string | null) => {
      if (id !== null) navigate(`/chat/${encodeURIComponent(id)}`, { replace: true })
      void refreshThreads(queries)
    },
    [navigate, queries],
  )
  const { state, ask, stop, reload } = useChat(thread, onChange)
  const isRunning = state.activity === 'answering' || state.activity === 'reconnecting' || state.activity === 'stopping'
  const canAsk = state.activity === 'idle'
  const put = (question: string, replaceFrom?: number) => {
    // A turn that never began is not in the thread, where another tab's may stand in its place.
    const run = replaceFrom === undefined ? null : (state.turns[replaceFrom]?.run ?? null)
    const request = {
      question,
      ...scope.asked,
      time_zone: ownTimeZone(),
      ...(state.thread === null ? {} : { thread: state.thread }),
      ...(replaceFrom === undefined || run === null ? {} : { replace_from: replaceFrom, replace_run: run }),
    }
    ask(request, replaceFrom)
  }
  const latestPut = useRef(put)
  latestPut.current = put
  const actions = useMemo(
    () => ({
      replace: (index: number, question: string) => latestPut.current(question, index),
      ask: (question: string) => latestPut.current(question),
    }),
    [],
  )
  useAskedElsewhere(asked, actions.ask)
  useNewsOfThreads()
  const title = useTitle(state)
  const scroller = useFollowEnd(state.turns.length === 0 ? null : state.turns)
  const onDeleted = (id: string) => {
    if (id === state.thread) navigate('/')
  }
  return (
    <div className={isListOpen ? 'chat has-list-open' : 'chat'}>
      <ThreadList current={thread} onDeleted={onDeleted} onChosen={() => setListOpen(false)} />
      <button type="button" className="scrim" aria-label="Close the list" onClick={() => setListOpen(false)} />
      <section className="conversation" aria-label="Conversation">
        <ChatHead
          title={title}
          onList={() => setListOpen((before) => !before)}
          isListOpen={isListOpen}
          turns={state.turns}
        />
        {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by keyboard */}
        <div className="turns" ref={scroller} tabIndex={0} role="log" aria-label="Answers">
          <div className="turns-inside">
            {thread === null && state.turns.length === 0 && <Welcome onAsk={actions.ask} />}
            {state.activity === 'loading' && <Busy what="Opening the conversation" />}
            {state.turns.map((turn, index) => {
              const isLast = index === state.turns.length - 1
              return (
                <TurnView
                  // biome-ignore lint/suspicious/noArrayIndexKey: turns are only ever replaced from one on
                  key={index}
                  turn={turn}
                  index={index}
                  isRunning={isLast && isRunning}
                  isLast={isLast}
                  canAsk={canAsk}
                  actions={actions}
                />
              )
            })}
            {state.activity === 'reconnecting' && <Busy what="The connection was cut, reading on" />}
            {state.fault !== null && <FaultBox fault={state.fault} onRetry={thread === null ? undefined : reload} />}
          </div>
        </div>
        <div className="composer-dock">
          <Composer label="Question" canAsk={canAsk} onAsk={actions.ask} onStop={isRunning ? stop : undefined} />
          <ScopeBar scope={scope} />
        </div>
      </section>
    </div>
  )
}

/** What the next question is about, and by whose clock it is read. */
function ScopeBar({ scope: { cluster, range, change, fault } }: { scope: ConversationScope }) {
  return (
    <>
      {fault !== null && <FaultBox fault={fault} />}
      <fieldset className="conversation-scope">
        <legend className="hidden">What this conversation is about</legend>
        <ClusterPicker cluster={cluster} onChoose={(chosen) => change({ cluster: chosen })} />
        <RangePicker range={range} onChoose={(chosen) => change({ range: chosen })} />
        <p className="faint hint">
          Times are read as {ownTimeZone()}. A model may word an answer wrongly: the cards hold the figures.
        </p>
      </fieldset>
    </>
  )
}

/** What the conversation is called: by the list, where it may have been renamed, else by its first question. */
function useTitle({ thread, title, turns }: ChatState): string | null {
  const { data } = useThreads()
  if (turns.length === 0) return null
  return data?.threads.find(({ id }) => id === thread)?.title ?? title ?? turns[0]?.question ?? null
}

/** A question that another page sent along, in the address: it is asked once. */
function useAskedElsewhere(question: string | null, ask: (question: string) => void): void {
  const done = useRef<string | null>(null)
  useEffect(() => {
    if (question === null || done.current === question) return
    done.current = question
    ask(question)
  }, [question, ask])
}
