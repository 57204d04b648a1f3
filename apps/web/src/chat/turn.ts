import type { Chart, ChatEvent, ChatEventOf, Fault } from '@ocp-perf/agents/contract'
import type { Diagnosis, LevelWalk } from '@ocp-perf/panel'

/** A tool call with all that came of it. */
export interface Call {
  id: string
  start: ChatEventOf<'tool_start'> | null
  result: ChatEventOf<'tool_result'> | null
  diagnosis: Diagnosis | null
  walk: LevelWalk | null
  charts: readonly Chart[]
}

/** An answer in the order in which it is read. */
type Part = { kind: 'text'; text: string } | { kind: 'call'; call: string }

/** A question with its answer as far as it is known. */
export interface Turn {
  question: string
  /** Unix seconds. */
  asked: number
  run: string | null
  model: string | null
  parts: readonly Part[]
  calls: Readonly<Record<string, Call>>
  suggestions: readonly string[]
  usage: ChatEventOf<'usage'> | null
  faults: readonly Fault[]
  done: ChatEventOf<'done'> | null
}

export function newTurn(question: string, asked: number): Turn {
  return {
    question,
    asked,
    run: null,
    model: null,
    parts: [],
    calls: {},
    suggestions: [],
    usage: null,
    faults: [],
    done: null,
  }
}

/** The turn once an event has happened. */
export function applyEvent(turn: Turn, event: ChatEvent): Turn {
  switch (event.type) {
    case 'start':
      return { ...turn, run: event.run, model: event.model }
    case 'message_delta':
      return { ...turn, parts: withText(turn.parts, event.text) }
    case 'tool_start':
      return withCall(turn, event.call, { start: event })
    case 'tool_result':
      return withCall(turn, event.call, { result: event })
    case 'diagnosis':
      return withCall(turn, event.call, { diagnosis: event.diagnosis })
    case 'levels':
      return withCall(turn, event.call, { walk: event.walk })
    case 'chart':
      return withCall(turn, event.call, { charts: [...(turn.calls[event.call]?.charts ?? []), event.chart] })
    case 'suggestions':
      return { ...turn, suggestions: event.questions }
    case 'usage':
      return { ...turn, usage: event }
    case 'error':
      return { ...turn, faults: [...turn.faults, event.fault] }
    case 'done':
      return { ...turn, done: event }
  }
}

/** A turn as the agent keeps it. */
export function turnOf(question: string, asked: number, events: readonly ChatEvent[]): Turn {
  return events.reduce(applyEvent, newTurn(question, asked))
}

/** All that was written of an answer, without the tools' results. */
export function textOf({ parts }: Turn): string {
  return parts.flatMap((part) => (part.kind === 'text' ? [part.text] : [])).join('\n\n')
}

function withText(parts: readonly Part[], text: string): readonly Part[] {
  const last = parts.at(-1)
  if (last?.kind !== 'text') return [...parts, { kind: 'text', text }]
  return [...parts.slice(0, -1), { kind: 'text', text: last.text + text }]
}

function withCall(turn: Turn, id: string, change: Partial<Call>): Turn {
  const known = turn.calls[id]
  const call: Call = known ?? { id, start: null, result: null, diagnosis: null, walk: null, charts: [] }
  const parts: readonly Part[] = known === undefined ? [...turn.parts, { kind: 'call', call: id }] : turn.parts
  return { ...turn, parts, calls: { ...turn.calls, [id]: { ...call, ...change } } }
}
