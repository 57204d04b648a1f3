/** Runs at most so many tasks at once; the others wait in order, and leave the queue when they are aborted. */
export interface Pool {
  run<T>(task: () => Promise<T>, signal: AbortSignal): Promise<T>
  /** Settles once there is a place, with what gives it back. */
  enter(signal: AbortSignal): Promise<() => void>
}

export function createPool(concurrency: number): Pool {
  let running = 0
  const waiting = new Set<() => void>()

  function admit(signal: AbortSignal): Promise<void> {
    signal.throwIfAborted()
    if (running < concurrency) {
      running++
      return Promise.resolve()
    }
    return new Promise((resolve, reject) => {
      const enter = () => {
        signal.removeEventListener('abort', leave)
        resolve()
      }
      const leave = () => {
        waiting.delete(enter)
        reject(signal.reason)
      }
      waiting.add(enter)
      signal.addEventListener('abort', leave, { once: true })
    })
  }

  // A place is handed on, not freed and taken again, so that nobody can jump the queue in between.
  function release(): void {
    const [next] = waiting
    if (next === undefined) {
      running--
      return
    }
    waiting.delete(next)
    next()
  }

  return {
    async run(task, signal) {
      await admit(signal)
      try {
        return await task()
      } finally {
        release()
      }
    },
    async enter(signal) {
      await admit(signal)
      return release
    },
  }
}
