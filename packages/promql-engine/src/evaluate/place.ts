import { AppError } from '@ocp-perf/errors'
import type { Place } from '../syntax/ast.ts'
import { refusal } from '../syntax/refusal.ts'

/**
 * Runs one step of an evaluation; a `bad_query` that it throws says where in the query that was. What is thrown while
 * an operand is evaluated does not pass through here: the innermost place is the one to look at.
 */
export function atPlace<T>(text: string, place: Place, run: () => T): T {
  try {
    return run()
  } catch (error) {
    // Operators and functions do not have the text in which their place could be named.
    if (!(error instanceof AppError) || error.code !== 'bad_query') throw error
    throw refusal(text, place, error.message.replace(/\.$/, ''), error.hint)
  }
}

/** `line:column` of a place, both counted from 1 and the column in bytes, as Prometheus names places in annotations. */
export function placeName(text: string, { from }: Place): string {
  const before = text.slice(0, from)
  const lineStart = before.lastIndexOf('\n') + 1
  return `${before.split('\n').length}:${Buffer.byteLength(before.slice(lineStart)) + 1}`
}
