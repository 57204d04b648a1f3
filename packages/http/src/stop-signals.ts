import type { Log } from './log.ts'

const signals = ['SIGINT', 'SIGTERM'] as const

/**
 * Runs `stop` on the first SIGINT or SIGTERM, or when the parent at the other end of an IPC channel is gone, and ends the
 * process when it is done; a second signal ends it at once. Returns what removes the handlers again.
 */
export function stopOnSignals(stop: () => Promise<void>, log: Log): () => void {
  let stopping = false
  const onSignal = (signal: NodeJS.Signals) => {
    if (stopping) process.exit(1)
    begin({ signal })
  }
  const onDisconnect = () => {
    if (!stopping) begin({ parent: 'gone' })
  }
  const begin = (why: object) => {
    stopping = true
    log.info({ event: 'stopping', ...why }, 'Stopping')
    stop().then(
      () => process.exit(0),
      (error: unknown) => {
        log.error({ err: error }, 'The shutdown failed')
        process.exit(1)
      },
    )
  }
  for (const signal of signals) process.on(signal, onSignal)
  process.on('disconnect', onDisconnect)
  // Of a parent that went while this program was still loading no event tells any more.
  if (process.send !== undefined && !process.connected) onDisconnect()
  return () => {
    for (const signal of signals) process.off(signal, onSignal)
    process.off('disconnect', onDisconnect)
  }
}
