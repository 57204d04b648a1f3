import type { NumberedEvent, RunLog } from './run-log.ts'

export interface StreamOptions {
  /** The last event that the reader has; 0 for none. */
  after: number
  /** How often a silent stream shows that it is alive. */
  heartbeatMs: number
  /** Added to the number of each event. */
  shift?: number | undefined
}

// What is read ahead of a client that is slow to take it.
const chunkBytes = 65_536
// How long a browser waits before it reads on after a cut.
const retryMs = 1000

const headers = {
  'content-type': 'text/event-stream; charset=utf-8',
  'cache-control': 'no-store, no-transform',
  // Proxies of the nginx family would else hold events back.
  'x-accel-buffering': 'no',
}

/**
 * A run's events as an event stream, from any event on until the last one. A reader that has all of an ended run is told
 * so by a status without content, which is what stops a browser from asking again.
 */
export function eventStream(log: RunLog, { after, heartbeatMs, shift = 0 }: StreamOptions): Response {
  if (log.ended && after >= log.events().length) return new Response(null, { status: 204 })
  const left = new AbortController()
  const encoder = new TextEncoder()
  let last = after
  let begun = false
  const next = async (): Promise<string | undefined> => {
    const events = log.after(last, chunkBytes)
    last = events.at(-1)?.id ?? last
    const text = events.map((numbered) => frameOf(numbered, shift)).join('')
    if (begun && text === '' && log.ended) return undefined
    if (begun && text === '') {
      const size = log.events().length
      await log.changed(heartbeatMs, left.signal)
      return log.events().length > size || log.ended ? next() : ': still at work\n\n'
    }
    // The first lines go out at once, so that a client knows it is connected.
    const head = begun ? '' : `retry: ${retryMs}\n\n`
    begun = true
    return head + text
  }
  const body = new ReadableStream<Uint8Array>(
    {
      async pull(controller) {
        const text = await next()
        if (left.signal.aborted) return
        if (text === undefined) controller.close()
        else controller.enqueue(encoder.encode(text))
      },
      cancel: () => left.abort(),
    },
    // Nothing is made before the client has taken what came before.
    { highWaterMark: 0 },
  )
  return new Response(body, { headers })
}

function frameOf({ id, event }: NumberedEvent, shift: number): string {
  return `event: ${event.type}\nid: ${id + shift}\ndata: ${JSON.stringify(event)}\n\n`
}
