import { exitCodes } from '../exit-codes.ts'
import type { Terminal } from './terminal.ts'

interface Output {
  once(event: 'error', listener: (error: NodeJS.ErrnoException) => void): unknown
}

const watched = new WeakSet<object>()

/**
 * Ends the program when nobody reads its answer any more, as `head` does once it has seen enough: in silence, for nothing
 * went wrong. An answer that could not be written, as to a full disk, is said to be incomplete.
 */
export function endWithOutput(
  output: Output,
  { terminal, exit }: { terminal: Pick<Terminal, 'err'>; exit: (code: number) => void },
): void {
  // The answer may still be on its way when a command has ended, so the listener stays, and one is enough.
  if (watched.has(output)) return
  watched.add(output)
  output.once('error', ({ code, message }) => {
    if (code === 'EPIPE') return exit(exitCodes.ok.code)
    terminal.err(`The answer could not be written: ${message}.\nWhat was written of it is incomplete.`)
    exit(exitCodes.failed.code)
  })
}
