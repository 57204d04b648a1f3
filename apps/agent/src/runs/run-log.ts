import type { ChatEvent } from '@ocp-perf/agents/contract'

export interface NumberedEvent {
  /** From 1, without gaps. */
  id: number
  event: ChatEvent
}

/**
 * What a run has said so far. Readers hold no queue of their own: each asks for what comes after the last event it has, so
 * a slow one costs no memory.
 */
export interface RunLog {
  /** False, and nothing happens, where the event would grow the log beyond its limits. */
  append(event: ChatEvent): boolean
  /** Adds the run's last words, which always find room. */
  end(...events: readonly ChatEvent[]): void
  events(): readonly ChatEvent[]
  readonly ended: boolean
  /** The events after one, as many as make about `bytes`, and one at least where there is any. */
  after(id: number, bytes: number): NumberedEvent[]
  /** Resolves when something is added, `ms` have passed or the signal is aborted. */
  changed(ms: number, signal: AbortSignal): Promise<void>
}

export interface LogLimits {
  events: number
  /** Of the events as JSON. */
  bytes: number
}

export function createRunLog(limits: LogLimits, said: readonly ChatEvent[] = []): RunLog {
  const kept: ChatEvent[] = [...said]
  const sizes = kept.map(sizeOf)
  const waiting = new Set<() => void>()
  let total = sizes.reduce((sum, size) => sum + size, 0)
  let ended = false
  const wake = () => {
    for (const resolve of waiting) resolve()
  }
  const add = (event: ChatEvent, size: number) => {
    kept.push(event)
    sizes.push(size)
    total += size
  }
  return {
    get ended() {
      return ended
    },
    append(event) {
      const size = sizeOf(event)
      if (ended || kept.length >= limits.events || total + size > limits.bytes) return false
      add(event, size)
      wake()
      return true
    },
    end(...events) {
      for (const event of events) add(event, sizeOf(event))
      ended = true
      wake()
    },
    events: () => kept,
    after(id, bytes) {
      const found: NumberedEvent[] = []
      let left = bytes
      for (let index = Math.max(0, id); index < kept.length && left > 0; index++) {
        const event = kept[index]
        if (event !== undefined) found.push({ id: index + 1, event })
        left -= sizes[index] ?? 0
      }
      return found
    },
    changed: (ms, signal) =>
      new Promise((resolve) => {
        const finish = () => {
          clearTimeout(timer)
          waiting.delete(finish)
          signal.removeEventListener('abort', finish)
          resolve()
        }
        const timer = setTimeout(finish, ms)
        waiting.add(finish)
        signal.addEventListener('abort', finish, { once: true })
        if (signal.aborted) finish()
      }),
  }
}

function sizeOf(event: ChatEvent): number {
  return JSON.stringify(event).length
}
