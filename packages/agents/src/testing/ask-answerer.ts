import type { Answerer, SaidEvent, Turn } from '../answerer.ts'

/** Asks an answerer as a conversation does, and gives what it said. `seen` is told of each event as it comes. */
export function askerOf(answerer: Answerer, seen: (event: SaidEvent) => void = () => {}) {
  return async (question: string, turn: Partial<Turn> = {}, signal = new AbortController().signal) => {
    const events: SaidEvent[] = []
    const whole = {
      thread: 't',
      question,
      earlier: [],
      cluster: undefined,
      range: undefined,
      timeZone: undefined,
      ...turn,
    }
    const say = (event: SaidEvent) => {
      events.push(event)
      seen(event)
    }
    const answered = await answerer.answer(whole, say, signal)
    return { ...answered, events, text: textOf(events) }
  }
}

/** What was said. */
export function textOf(events: readonly SaidEvent[]): string {
  return events.map((event) => (event.type === 'message_delta' ? event.text : '')).join('')
}

/** The events of one kind. */
export const of = <Type extends SaidEvent['type']>(events: readonly SaidEvent[], type: Type) =>
  events.filter((event): event is Extract<SaidEvent, { type: Type }> => event.type === type)
