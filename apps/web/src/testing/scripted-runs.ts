import { setTimeout as wait } from 'node:timers/promises'
import type { ChatEvent } from '@ocp-perf/agents/contract'
import type { Script } from './script.ts'

/** One answer as it comes about; whoever reads it may come and go. */
export interface ScriptedRun {
  id: string
  events: ChatEvent[]
  isOver(): boolean
  cancel(): void
  /** The run from after an event on, as SSE. A first reader is cut off where the script says so. */
  read(after: number, mayBeCut: boolean): ReadableStream<Uint8Array>
}

/** Starts a script; `pace` 0 says all at once, 1 as a model would. */
export function startRun(id: string, script: Script, pace: number): ScriptedRun {
  const events: ChatEvent[] = []
  const changed = new EventTarget()
  let isOver = false
  const say = (event: ChatEvent) => {
    events.push(event)
    isOver = event.type === 'done'
    changed.dispatchEvent(new Event('said'))
  }
  const play = async () => {
    for (const { pauseMs, event } of script.steps) {
      await wait(pauseMs * pace)
      if (isOver) return
      say(event)
    }
  }
  void play()
  return {
    id,
    events,
    isOver: () => isOver,
    cancel: () => {
      if (!isOver) say({ type: 'done', reason: 'cancelled', verdict: null })
    },
    read: (after, mayBeCut) => {
      let next = after
      const end = mayBeCut ? script.cutAfter : null
      return new ReadableStream({
        async pull(controller) {
          while (next >= events.length && !isOver) {
            await new Promise((resolve) => changed.addEventListener('said', resolve, { once: true }))
          }
          const event = events[next]
          if (event === undefined) {
            controller.close()
            return
          }
          next++
          const message = `id: ${next}\nevent: ${event.type}\ndata: ${JSON.stringify(event)}\n\n`
          controller.enqueue(new TextEncoder().encode(message))
          if (next === end) controller.error(new Error('cut, as the script says'))
        },
      })
    },
  }
}
