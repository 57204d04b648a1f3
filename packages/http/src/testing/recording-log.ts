import type { Log } from '../log.ts'

interface Line {
  level: string
  details: object
  message: string
}

/** A log that keeps its lines, for tests that say what must, or must not, be written. */
export function recordingLog(): Log & { lines: readonly Line[] } {
  const lines: Line[] = []
  const at = (level: string) => (details: object, message: string) => {
    lines.push({ level, details, message })
  }
  return { lines, debug: at('debug'), info: at('info'), warn: at('warn'), error: at('error') }
}
