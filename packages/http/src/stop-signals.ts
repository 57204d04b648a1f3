import type { Log } from './log.ts'

const signals = ['SIGINT', 'SIGTERM'] as const

/**
 * Runs `stop` on the first SIGINT or SIGTERM and ends the process when it is done; a second signal ends it at once.
 * Returns what removes the handlers again.
 */
export function stopOnSignals(stop: () => Promise<void>, log: Log): () => void {
  let stopping = false
  const onSignal = (signal: NodeJS.Signals) => {
    if (stopping) process.exit(1)
    stopping = true
    log.info({ event: 'stopping', signal }, 'Stopping')
    stop().then(
      () => process.exit(0),
      (error: unknown) => {
        log.error({ err: error }, 'The shutdown failed')
        process.exit(1)
      },
    )
  }
  for (const signal of signals) process.on(signal, onSignal)
  return () => {
    for (const signal of signals) process.off(signal, onSignal)
  }
}
