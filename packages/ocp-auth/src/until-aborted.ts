/** Waits for work that several callers share, for as long as this caller wants it; the work itself goes on. */
export async function untilAborted<T>(shared: Promise<T>, signal: AbortSignal | undefined): Promise<T> {
  if (signal === undefined) {
    return await shared
  }
  signal.throwIfAborted()
  return await new Promise((resolve, reject) => {
    const onAbort = () => reject(signal.reason)
    signal.addEventListener('abort', onAbort, { once: true })
    const done = () => signal.removeEventListener('abort', onAbort)
    shared.then(resolve, reject).then(done, done)
  })
}
