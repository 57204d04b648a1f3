/** A signal that ends with others, for as long as it is needed. */
export interface JoinedSignal {
  signal: AbortSignal
  /** Whether its own time ended it. */
  isLate(): boolean
  /** Lets go of the others: nothing ends it any more. */
  release(): void
}

/**
 * A signal that ends with the first of others, or after some time. In place of `AbortSignal.any`, whose signals Node keeps for
 * ever once a library has left a listener on them, with all that the listener holds.
 */
export function joinSignals(signals: readonly AbortSignal[], limitMs?: number): JoinedSignal {
  const joined = new AbortController()
  let isLate = false
  const links = signals.map((signal) => ({ signal, end: () => joined.abort(signal.reason) }))
  const onLate = () => {
    isLate = !joined.signal.aborted
    joined.abort(new DOMException('The time was over.', 'TimeoutError'))
  }
  // Nothing but the work that it limits is to keep a process alive.
  const timer = limitMs === undefined ? undefined : setTimeout(onLate, limitMs).unref()
  for (const { signal, end } of links) {
    if (signal.aborted) end()
    else signal.addEventListener('abort', end, { once: true })
  }
  return {
    signal: joined.signal,
    isLate: () => isLate,
    release: () => {
      clearTimeout(timer)
      for (const { signal, end } of links) signal.removeEventListener('abort', end)
    },
  }
}
